/** Item: one `field|modifiers: values` of a detection, compiled to a test of a record. */
import { isObject, type Json, type JsonObject } from '../../../core/json.ts'
import type { Needs } from '../../../core/language.ts'
import { adviseOnRegex } from '../../regex-advice.ts'
import type { Faults, Path } from '../document/fault.ts'
import { anyElement, anyScalar, compileField, type FieldTest, isPlainName, MISSING, YES } from './field.ts'
import { compareFields } from './field-reference.ts'
import { type ItemKey, parseKey } from './modifiers.ts'
import { needsOfItem } from './needs.ts'
import {
  type CompileMap,
  type ItemValue,
  never,
  type Question,
  questions,
  type Refuse,
  type ValueTest,
} from './question.ts'
import { describeItem } from './wording.ts'

export interface DetectionItem {
  readonly text: string
  readonly test: (record: JsonObject) => boolean
  /** The values that the item looks at; undefined when there is none, and for keywords. */
  readonly look: (record: JsonObject) => Json | undefined
  readonly needs: Needs
  /** Depends on nothing but `eventName`. */
  readonly byName: boolean
  readonly written: WrittenItem
}

/** The item as it stands in the document. */
export interface WrittenItem {
  readonly key: ItemKey
  readonly values: readonly ItemValue[]
  readonly path: Path
  /** Of one value. */
  readonly pathOf: (index: number) => Path
}

/** Undefined after reporting what is wrong. */
export const compileItem = (key: ItemKey, value: Json, path: Path, faults: Faults): DetectionItem | undefined => {
  const before = faults.length
  const values = readValues(key, value, path, faults)
  if (!values) return undefined
  if (key.modifiers.includes('all') && values.length < 2) {
    faults.push({ message: '"all" means nothing for a single value', path, inKey: true, warning: true })
  }
  const at = (index: number): Path => (Array.isArray(value) ? [...path, index] : path)
  if (key.kind === 're')
    for (const [index, source] of values.entries()) {
      const advice = typeof source === 'string' ? adviseOnRegex(source) : undefined
      if (advice) faults.push({ ...advice, path: at(index), warning: true })
    }
  const refuse: Refuse = (index, message, hint) => faults.push({ message, path: at(index), hint })
  const compileMap: CompileMap = (map, index) => mapTest(map, at(index), faults)
  const test =
    key.kind === 'fieldref' ? compareFields(key, values, refuse) : ask(key, questions(key, values, refuse, compileMap))
  if (faults.slice(before).some(({ warning }) => !warning)) return undefined
  const read = key.field === '' ? undefined : compileField(key.field)
  return {
    text: describeItem(key, values),
    test: key.modifiers.includes('neq') ? (record) => !test(record) : test,
    look: (record) => read && lookAt(read, record),
    needs: needsOfItem(key, value),
    byName: key.field === 'eventName' && key.kind !== 'fieldref',
    written: { key, values, path, pathOf: at },
  }
}

const readValues = (key: ItemKey, value: Json, path: Path, faults: Faults): readonly ItemValue[] | undefined => {
  const list: readonly Json[] = Array.isArray(value) ? value : [value as Json]
  const refuse = (message: string, at: Path, hint?: string) => {
    faults.push({ message, path: at, hint })
    return undefined
  }
  if (list.length === 0)
    return refuse('an empty list of values never matches', path, 'list values, or ask whether it is there: null')
  for (const [at, entry] of list.entries()) {
    if (entry === null || typeof entry !== 'object') continue
    const place = Array.isArray(value) ? [...path, at] : path
    if (!isObject(entry)) return refuse('a list inside a list of values', place)
    if (key.field === '' || key.modifiers.some((name) => name !== 'all' && name !== 'neq')) {
      return refuse('a value must be a text, a number, true, false or null here, not a map', place)
    }
  }
  return list as readonly ItemValue[]
}

/** A detection this deep is an attack on the compiler. */
const MAX_MAPS = 16

/**
 * Not in the specification, but written in the wild: `rules: [{ expiration: { days: 1 } }]`. Taken as the shape of one
 * element: all its keys must match in that element.
 */
const mapTest = (map: JsonObject, path: Path, faults: Faults): ValueTest => {
  const keys = Object.keys(map)
  if (keys.length === 0) faults.push({ message: 'an empty map as a value', path })
  if (path.length > MAX_MAPS) {
    faults.push({ message: 'the value is nested too deeply', path })
    return never
  }
  const items = keys.map((written) => {
    const place = [...path, written]
    const key = parseKey(written, place, faults)
    if (key?.field === '') faults.push({ message: 'a field is missing', path: place, inKey: true })
    return key && compileItem(key, map[written] as Json, place, faults)
  })
  return (value) =>
    anyElement(value, (element) => isObject(element) && items.every((item) => item?.test(element) === true))
}

const ask = (key: ItemKey, all: readonly Question[]): ((record: JsonObject) => boolean) => {
  if (key.field === '') return (record) => all.every(({ onValue }) => anyScalar(record, onValue))
  const field = compileField(key.field)
  const [only] = all
  if (all.length === 1 && only) {
    const { onValue, onMissing } = only
    const { field: name } = key
    if (!onMissing && isPlainName(name)) {
      // Nearly every rule begins with `eventSource` or `eventName`: the shortest way for these.
      return (record) => {
        const value = record[name]
        return value !== undefined && onValue(value)
      }
    }
    if (!onMissing) return (record) => field(record, onValue) === YES
    return (record) => {
      const found = field(record, onValue)
      return found === YES || found === MISSING
    }
  }
  return (record) =>
    all.every(({ onValue, onMissing }) => {
      const found = field(record, onValue)
      return found === YES || (onMissing && found === MISSING)
    })
}

const lookAt = (field: FieldTest, record: JsonObject): Json | undefined => {
  const seen: Json[] = []
  field(record, (value) => {
    seen.push(value)
    return false
  })
  return seen.length > 1 ? seen : seen[0]
}
