/** The shape of parsed JSON, and the few questions every room asks of it. */
export type Json = null | boolean | number | string | JsonArray | JsonObject
export type JsonArray = readonly Json[]
export interface JsonObject {
  readonly [key: string]: Json
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `object[key]` as an own property: `__proto__`, `constructor` and other inherited names read as missing. */
export const own = (object: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined

/** The own property when it is a non-empty string, else `undefined`. */
export const text = (object: JsonObject | undefined, key: string): string | undefined => {
  const value = object && own(object, key)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The own property when it is an object, else `undefined`. */
export const child = (object: JsonObject | undefined, key: string): JsonObject | undefined => {
  const value = object && own(object, key)
  return isObject(value) ? value : undefined
}
