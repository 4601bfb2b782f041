export type { LineShape, RectShape, Role, Scene, Shape, TextShape } from './shapes.ts'
