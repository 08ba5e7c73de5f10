/** The names of an object in the order that jq gives them. */
import { ENTRY, grow } from './budget.ts'
import { compareStrings, type ValueObject } from './value.ts'

export const sortedKeys = (object: ValueObject): string[] => {
  const keys = Object.keys(object)
  grow(keys.length * ENTRY)
  return keys.length > 1 ? keys.sort(compareStrings) : keys
}
