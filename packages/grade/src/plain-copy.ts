/**
 * Copies what a learner's code returned, without running any of it. What this file relies on is taken
 * before the learner's file is loaded, which may replace what it likes.
 */
import types from 'node:util/types'

/** Data as it travels. A `Map` and a `Set` stay what they are; every other object becomes a plain one. */
export type Plain =
  | undefined
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Plain[]
  | Map<Plain, Plain>
  | Set<Plain>
  | { [name: string]: Plain }

/** Values in all, and bytes and characters in all. */
const mostValues = 20_000
const mostLength = 1024 * 1024
const mostDepth = 40

const { apply, getPrototypeOf, getOwnPropertyDescriptor, defineProperty, ownKeys } = Reflect
const { isArray } = Array
const { create } = Object
const MapOf = Map
const SetOf = Set
const mapSet = Map.prototype.set
const mapForEach = Map.prototype.forEach
const setAdd = Set.prototype.add
const setForEach = Set.prototype.forEach
const Bytes = Uint8Array
const bytesSet = Uint8Array.prototype.set
const bytesPrototype = getPrototypeOf(Uint8Array.prototype) as object
const byteLength = getOwnPropertyDescriptor(bytesPrototype, 'byteLength')?.get as () => number
const objectPrototype = Object.prototype
const { isProxy, isUint8Array, isMap, isSet, isNativeError } = types
const hasHiddenState = [
  types.isDate,
  types.isRegExp,
  types.isPromise,
  types.isBoxedPrimitive,
  types.isAnyArrayBuffer,
  types.isArrayBufferView,
  types.isGeneratorObject,
  types.isMapIterator,
  types.isSetIterator,
  types.isWeakMap,
  types.isWeakSet,
  types.isExternal,
]

/** Thrown for what is not data, or too much of it. Nothing of a learner's can be mistaken for it. */
const notPlain = create(null) as object

interface Budget {
  values: number
  length: number
}

/**
 * A deep copy, or undefined when the value is not plain data: functions, symbols, proxies, getters,
 * cycles, objects with a hidden state, or more than 20 000 values or 1 MiB. An instance of a class is
 * copied by its own fields, an error by its name, message and code.
 */
export function copyPlain(value: unknown): { data: Plain } | undefined {
  try {
    return { data: copy(value, { values: 0, length: 0 }, 0) }
  } catch {
    return undefined
  }
}

function copy(value: unknown, budget: Budget, depth: number): Plain {
  if (++budget.values > mostValues || depth > mostDepth) throw notPlain
  if (typeof value === 'string') return spend(budget, value.length, value)
  if (value === null) return value
  if (typeof value === 'function' || typeof value === 'symbol') throw notPlain
  if (typeof value !== 'object') return value as Plain
  return copyObject(value, budget, depth + 1)
}

function copyObject(value: object, budget: Budget, depth: number): Plain {
  if (isProxy(value)) throw notPlain
  if (isUint8Array(value)) return spend(budget, apply(byteLength, value, []), copyBytes(value))
  if (isArray(value)) return copyArray(value, budget, depth)
  if (isMap(value)) return copyMap(value, budget, depth)
  if (isSet(value)) return copySet(value, budget, depth)
  for (let i = 0; i < hasHiddenState.length; i++) {
    if (hasHiddenState[i]?.(value)) throw notPlain
  }
  if (isNativeError(value)) return copyError(value, budget, depth)
  return copyFields(value, budget, depth)
}

/** A copy of the bytes: their owner may go on using them. */
export function copyBytes(bytes: Uint8Array, most = mostLength): Uint8Array {
  const length = apply(byteLength, bytes, []) as number
  if (length <= most) {
    const copied = new Bytes(length)
    apply(bytesSet, copied, [bytes])
    return copied
  }
  const copied = new Bytes(most)
  for (let i = 0; i < most; i++) copied[i] = bytes[i] as number
  return copied
}

/** How many there are, whatever the object says of itself. */
export function lengthOf(bytes: Uint8Array): number {
  return apply(byteLength, bytes, [])
}

function copyArray(value: readonly unknown[], budget: Budget, depth: number): Plain {
  const { length } = value
  if (budget.values + length > mostValues) throw notPlain
  const copied: Plain[] = []
  for (let i = 0; i < length; i++) put(copied, i, copy(fieldOf(value, i), budget, depth))
  return copied
}

function copyMap(value: Map<unknown, unknown>, budget: Budget, depth: number): Plain {
  const copied = new MapOf<Plain, Plain>()
  const add = (one: unknown, key: unknown) => {
    apply(mapSet, copied, [copy(key, budget, depth), copy(one, budget, depth)])
  }
  apply(mapForEach, value, [add])
  return copied
}

function copySet(value: Set<unknown>, budget: Budget, depth: number): Plain {
  const copied = new SetOf<Plain>()
  const add = (one: unknown) => {
    apply(setAdd, copied, [copy(one, budget, depth)])
  }
  apply(setForEach, value, [add])
  return copied
}

function copyError(value: object, budget: Budget, depth: number): Plain {
  const copied = create(null) as { [name: string]: Plain }
  const names = ['name', 'message', 'code']
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    const found = inherited(value, name)
    if (found !== undefined) put(copied, name, copy(found, budget, depth))
  }
  return copied
}

function copyFields(value: object, budget: Budget, depth: number): Plain {
  const copied = create(null) as { [name: string]: Plain }
  const keys = ownKeys(value)
  if (budget.values + keys.length > mostValues) throw notPlain
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]
    if (typeof key !== 'string') continue
    if (getOwnPropertyDescriptor(value, key)?.enumerable !== true) continue
    put(copied, key, copy(fieldOf(value, key), budget, depth))
  }
  return copied
}

/** The value of a data property; a getter would run the learner's code. */
function fieldOf(value: object, key: string | number): unknown {
  const field = getOwnPropertyDescriptor(value, key)
  if (field === undefined) return undefined
  if (field.get !== undefined || field.set !== undefined) throw notPlain
  return field.value
}

/** A data property of the object or of a prototype of it. */
function inherited(value: object, key: string): unknown {
  let holder: object | null = value
  for (let i = 0; holder !== null && holder !== objectPrototype && i < mostDepth; i++) {
    if (isProxy(holder)) throw notPlain
    if (getOwnPropertyDescriptor(holder, key)) return fieldOf(holder, key)
    holder = getPrototypeOf(holder)
  }
  return undefined
}

/** As assignment does, past any setter that stands on a prototype. */
function put(target: object, key: string | number, value: Plain): void {
  const field = create(null) as PropertyDescriptor
  field.value = value
  field.writable = true
  field.enumerable = true
  field.configurable = true
  defineProperty(target, key, field)
}

function spend<T>(budget: Budget, length: number, value: T): T {
  budget.length += length
  if (budget.length > mostLength) throw notPlain
  return value
}
