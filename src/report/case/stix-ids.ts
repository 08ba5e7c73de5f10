/** Identifiers of STIX 2.1 objects that are the same whenever they are made of the same thing. */
import { createHash } from 'node:crypto'

/**
 * "The namespace SHOULD be 00abedb4-aa42-466c-9c01-fed23315a9b7 ... the value of the name portion SHOULD be the list of
 * ID Contributing Properties ... as JSON Canonicalization Scheme [RFC8785]" (STIX 2.1, section 2.9, for observables).
 */
const OBSERVABLES = '00abedb4-aa42-466c-9c01-fed23315a9b7'

/** All other objects "MUST NOT use" that namespace; this one is ours alone. */
const OTHERS = '6f0b7c52-3c0e-4d5b-9a7e-1f4c2be0d9a3'

/** One property is in canonical form as soon as it is JSON. */
export const observableId = (type: string, contributing: Readonly<Record<string, string>>): string =>
  `${type}--${uuid5(OBSERVABLES, JSON.stringify(sorted(contributing)))}`

/** No two objects share the part behind the type, so the type is part of the name. */
export const objectId = (type: string, ...name: readonly string[]): string =>
  `${type}--${uuid5(OTHERS, JSON.stringify([type, ...name]))}`

const sorted = (value: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))

/** RFC 9562, section 5.5. */
export const uuid5 = (namespace: string, name: string): string => {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
  hash[6] = ((hash[6] as number) & 0x0f) | 0x50
  hash[8] = ((hash[8] as number) & 0x3f) | 0x80
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
