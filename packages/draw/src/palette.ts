import type { Role } from './shapes.ts'

/** One colour for each theme, `#rrggbb`. */
export interface ThemedColour {
  light: string
  dark: string
}

/** The ground that every colour of the palette is checked against. */
export const background: ThemedColour = { light: '#ffffff', dark: '#14171a' }

/**
 * A colour per role, told apart with the common kinds of colour blindness (after Okabe and Ito, darkened
 * or lightened until text in it stands out from {@link background} by 4.5 : 1).
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
