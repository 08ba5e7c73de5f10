/** Makes what is known about an event readable to rules, as the field `tattletrail` of its record. */
import type { JsonObject } from '../core/json.ts'
import type { EventContext } from './context.ts'

export const CONTEXT_KEY = 'tattletrail'

/**
 * The field is an own property, so that every rule language reads it like any other, but not enumerable: who lists, searches or
 * prints the record does not meet it. It takes the place of whatever the record itself brought under this name, so nothing can be
 * forged. The look-up runs when a rule first asks, once per record.
 */
export const createAttach = (read: (record: JsonObject) => EventContext): ((record: JsonObject) => void) => {
  let last: JsonObject | undefined
  let known: EventContext | undefined
  // One getter for all records: they keep sharing their shapes.
  const property = {
    configurable: true,
    enumerable: false,
    get(this: JsonObject): EventContext {
      if (this !== last || !known) [last, known] = [this, read(this)]
      return known
    },
  }
  return (record) => {
    Reflect.defineProperty(record, CONTEXT_KEY, property)
  }
}
