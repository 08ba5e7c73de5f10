/** FieldReference: items that compare two fields of the same record (`fieldref`). */
import type { JsonObject } from '../../../core/json.ts'
import { MAX_FIELD } from '../document/fault.ts'
import { compileField, type FieldTest, YES } from './field.ts'
import { type ItemKey, shapeOf } from './modifiers.ts'
import { type ItemValue, onText, type Refuse } from './question.ts'

/** "A field reference can be used to compare fields of matched events": a missing field is equal to nothing. */
export const compareFields = (
  key: ItemKey,
  values: readonly ItemValue[],
  refuse: Refuse,
): ((record: JsonObject) => boolean) => {
  const left = compileField(key.field)
  const rights = values.map((value, at) => {
    if (typeof value !== 'string' || value === '' || value.length > MAX_FIELD)
      refuse(at, '"fieldref" takes the name of a field')
    return compileField(typeof value === 'string' ? value.slice(0, MAX_FIELD) : '')
  })
  const shape = shapeOf(key)
  const fold = (text: string) => (key.modifiers.includes('cased') ? text : text.toLowerCase())
  const holds = (text: string, other: string): boolean =>
    shape === undefined
      ? text === other
      : shape === 'contains'
        ? text.includes(other)
        : shape === 'startswith'
          ? text.startsWith(other)
          : text.endsWith(other)
  const compare = (right: FieldTest) => (record: JsonObject) =>
    right(record, (value) =>
      onText((other) => {
        const folded = fold(other)
        return (
          left(
            record,
            onText((text) => holds(fold(text), folded), false),
          ) === YES
        )
      }, false)(value),
    ) === YES
  const tests = rights.map(compare)
  return key.modifiers.includes('all')
    ? (record) => tests.every((test) => test(record))
    : (record) => tests.some((test) => test(record))
}
