/**
 * Wrong: gives the parts of the rule, and not the line.
 * Must get: returns the rule, a line of text
 */
export function writeRule(): unknown {
  return { action: 'hold', kind: 'FIN', until: 'released' }
}
