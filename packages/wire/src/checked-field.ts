/**
 * The value of a header's field, if it fits: a whole number from 0 to `most`.
 * @throws RangeError that names the field, what it holds and what came.
 */
export function checkedField(field: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= most) return value
  throw new RangeError(`${field}: expected a whole number from 0 to ${most}, got ${value}`)
}
