import type { Role } from './shapes.ts'

/** One colour for each theme, `#rrggbb`. */
export interface ThemedColour {
  light: string
  dark: string
}

/** The ground that every colour of the palette is checked against. */
export const background: ThemedColour = { light: '#ffffff', dark: '#14171a' }

/**
 * A colour per role, told apart with the common kinds of colour blindness (hues after Okabe and Ito, made
 * darker or lighter until text in it stands out from {@link background} by 4.5 : 1).
 */
export const palette: Record<Role, ThemedColour> = {
  client: { light: '#005fa8', dark: '#62b5f0' },
  server: { light: '#8f5a00', dark: '#f0a830' },
  other: { light: '#5a5f66', dark: '#a9b0b8' },
  lost: { light: '#b83a00', dark: '#ff8a5c' },
  retransmission: { light: '#93467a', dark: '#dfa0c8' },
  ack: { light: '#5a5f66', dark: '#a9b0b8' },
  held: { light: '#00724f', dark: '#3ecb9c' },
  'not-held': { light: '#b83a00', dark: '#ff8a5c' },
  faint: { light: '#666b72', dark: '#939aa3' },
  ink: { light: '#1c1f23', dark: '#e8eaed' },
}

const opening: ThemedColour = { light: '#b08a00', dark: '#e6d24a' }
const open: ThemedColour = { light: '#009e73', dark: '#3ecb9c' }
const closingFirst: ThemedColour = { light: '#3b7fc4', dark: '#62b5f0' }
const waiting: ThemedColour = { light: '#a2559a', dark: '#dfa0c8' }
const closingSecond: ThemedColour = { light: '#d55e00', dark: '#ff8a5c' }
const passive: ThemedColour = { light: '#7a8088', dark: '#939aa3' }

/**
 * Fill of a state band by TCP state, 3 : 1 against the ground. States of one phase share a colour: the
 * name is always written, so the colour only says "opening", "open", "closed here first" and so on.
 * The RFC's spelling and Linux's are both keys: FIN-WAIT-1 and FIN_WAIT_1.
 */
export const statePalette: ReadonlyMap<string, ThemedColour> = new Map(
  (
    [
      ['CLOSED', passive],
      ['LISTEN', passive],
      ['SYN-SENT', opening],
      ['SYN-RECEIVED', opening],
      ['SYN-RCVD', opening],
      ['SYN-RECV', opening],
      ['ESTABLISHED', open],
      ['FIN-WAIT-1', closingFirst],
      ['FIN-WAIT-2', closingFirst],
      ['CLOSING', waiting],
      ['TIME-WAIT', waiting],
      ['CLOSE-WAIT', closingSecond],
      ['LAST-ACK', closingSecond],
    ] as const
  ).flatMap(([state, colour]) => [
    [state, colour] as const,
    [state.replaceAll('-', '_'), colour] as const,
  ]),
)

/** A ground for text, and a line around it or hatched over it. */
export interface Tint {
  fill: ThemedColour
  edge: ThemedColour
}

const tints: readonly Tint[] = [
  { fill: { light: '#b5daf5', dark: '#1d4a70' }, edge: { light: '#2f7fbd', dark: '#62b5f0' } },
  { fill: { light: '#f5e796', dark: '#5f5410' }, edge: { light: '#8a7400', dark: '#cdb93c' } },
  { fill: { light: '#ecc6e0', dark: '#6a3a5c' }, edge: { light: '#a2559a', dark: '#dfa0c8' } },
  { fill: { light: '#f2bb80', dark: '#7d4a12' }, edge: { light: '#9c5410', dark: '#f0a870' } },
  { fill: { light: '#cfd4d9', dark: '#3a4047' }, edge: { light: '#5a5f66', dark: '#a9b0b8' } },
]

/** How many tints there are; an odd number, so that hatching each second one makes twice as many looks. */
export const tintCount = tints.length

/**
 * The tint of a message or of a field by its number, from 0. Text in `ink` stands out from the fill by
 * 4.5 : 1, the edge from the ground by 3 : 1; neighbours differ in lightness too, or by hatching alone.
 */
export function tintOf(number: number): Tint & { isHatched: boolean } {
  const whole = Number.isSafeInteger(number) && number >= 0 ? number : 0
  return { ...(tints[whole % tintCount] as Tint), isHatched: whole % 2 === 1 }
}
