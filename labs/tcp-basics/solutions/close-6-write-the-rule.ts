/**
 * Both FINs wait for each other: when they are let go together, each end has sent its own long ago, and
 * neither FIN acknowledges the other. A time in place of `until released` fits only some closes, and the
 * FINs of one side alone are not enough: the ACK of the other FIN would be there first.
 */
export function writeRule(): string {
  return 'hold every FIN until released'
}
