/** Wording: a field item as a person reads it in an explanation. */
import { type ItemKey, shapeOf } from './modifiers.ts'

const SHOWN_VALUES = 4
const MAX_TEXT = 80
const SIGNS: Readonly<Record<string, string>> = { lt: '<', lte: '<=', gt: '>', gte: '>=' }
const SILENT = ['all', 'neq', 'cased', 're', 'fieldref', 'exists', 'cidr', 'i', 'm', 's']

const show = (kind: ItemKey['kind'], value: unknown): string => {
  const text =
    kind === 're' ? `/${value}/` : kind === 'cidr' || kind === 'fieldref' ? String(value) : JSON.stringify(value)
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text
}

const verb = (key: ItemKey): string => {
  const words = key.modifiers.filter((name) => !SILENT.includes(name)).map((name) => SIGNS[name] ?? name)
  if (key.kind === 're') return ['matches', ...words].join(' ')
  if (key.kind === 'cidr') return 'is in'
  if (key.field === '' && !shapeOf(key)) return [...words, 'contains'].join(' ')
  if (key.modifiers.some((name) => name in SIGNS) || shapeOf(key)) return words.join(' ')
  return [...words, '=='].join(' ')
}

/** For example `eventName == any of ("CreateUser", "CreateRole")`. */
export const describeItem = (key: ItemKey, values: readonly unknown[]): string => {
  const subject = key.field === '' ? 'any value' : key.field
  if (key.kind === 'exists') return values[0] === true ? `${subject} exists` : `${subject} is absent`
  const shown = values.slice(0, SHOWN_VALUES).map((value) => show(key.kind, value))
  const more = values.length > SHOWN_VALUES ? ` and ${values.length - SHOWN_VALUES} more` : ''
  const object =
    values.length === 1 ? shown[0] : `${key.modifiers.includes('all') ? 'all' : 'any'} of (${shown.join(', ')}${more})`
  const flags =
    key.kind === 're' && key.modifiers.includes('i')
      ? ' ignoring case'
      : key.modifiers.includes('cased')
        ? ' (cased)'
        : ''
  const not = key.modifiers.includes('neq')
  if (not && verb(key) === '==' && values.length === 1) return `${subject} != ${object}${flags}`
  return `${not ? 'not ' : ''}${subject} ${verb(key)} ${object}${flags}`
}
