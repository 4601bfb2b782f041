/**
 * Wrong: makes both FINs late by the same time.
 * Must get: late by the same time
 */
export function writeRule(): string {
  return 'delay every FIN by 1 s'
}
