/** Modifiers: the words after `field|`, which go together, and what they do to a value (Sigma modifiers appendix 2.1.0). */
import { didYouMean, type Faults, MAX_FIELD, type Path } from '../document/fault.ts'
import { isPlain, MANY, mapLiterals, plainText, type WildcardPattern, withAnyDash } from './pattern.ts'

const SHAPES = ['contains', 'startswith', 'endswith'] as const
const ENCODINGS = ['base64', 'base64offset', 'wide', 'utf16', 'utf16le', 'utf16be', 'windash'] as const
const COMPARISONS = ['lt', 'lte', 'gt', 'gte'] as const
const TIME_PARTS = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const
const REGEX_FLAGS = ['i', 'm', 's'] as const

export type ComparisonModifier = (typeof COMPARISONS)[number]
export type TimePart = (typeof TIME_PARTS)[number]
export type Shape = (typeof SHAPES)[number]

/** What a field item asks. `text` is the plain one. */
export type ItemKind = 'text' | 're' | 'cidr' | 'number' | 'exists' | 'fieldref'

const WITH: Readonly<Record<ItemKind, readonly string[]>> = {
  text: [...SHAPES, ...ENCODINGS, 'cased', 'all', 'neq'],
  re: ['re', ...REGEX_FLAGS, ...SHAPES, 'cased', 'all', 'neq'],
  cidr: ['cidr', 'all', 'neq'],
  number: [...COMPARISONS, ...TIME_PARTS, 'all', 'neq'],
  exists: ['exists'],
  fieldref: ['fieldref', ...SHAPES, 'cased', 'all', 'neq'],
}
/** The kind that the presence of a modifier decides. */
const DECIDES = new Map<string, ItemKind>([
  ['re', 're'],
  ['cidr', 'cidr'],
  ['exists', 'exists'],
  ['fieldref', 'fieldref'],
  ...[...COMPARISONS, ...TIME_PARTS].map((name) => [name, 'number'] as const),
])
const ALL = [...new Set(Object.values(WITH).flat())]

export interface ItemKey {
  /** Empty: a keyword, looked for in every value of the record. */
  readonly field: string
  readonly kind: ItemKind
  readonly modifiers: readonly string[]
}

const isOneOf = <T extends string>(names: readonly T[], name: string): name is T =>
  (names as readonly string[]).includes(name)

export const comparisonOf = ({ modifiers }: ItemKey) =>
  modifiers.find((name): name is ComparisonModifier => isOneOf(COMPARISONS, name))
export const timePartOf = ({ modifiers }: ItemKey) =>
  modifiers.find((name): name is TimePart => isOneOf(TIME_PARTS, name))
export const shapeOf = ({ modifiers }: ItemKey) => modifiers.find((name): name is Shape => isOneOf(SHAPES, name))

/** `field|modifier|modifier`; undefined after reporting what is wrong with it. */
export const parseKey = (key: string, path: Path, faults: Faults): ItemKey | undefined => {
  const [field = '', ...modifiers] = key.split('|')
  const before = faults.length
  let start = field.length + 1
  const refuse = (name: string, message: string, hint?: { hint?: string }) =>
    faults.push({ message, path, inKey: true, part: { start, length: name.length }, ...hint })
  const deciding = modifiers.find((name) => DECIDES.has(name)) ?? ''
  const kind = DECIDES.get(deciding) ?? 'text'

  if (field.length > MAX_FIELD)
    faults.push({ message: `a field name of more than ${MAX_FIELD} characters`, path, inKey: true })
  for (const [at, name] of modifiers.entries()) {
    if (name === 'expand') {
      refuse(name, 'the modifier "expand" is not supported: there are no placeholders to expand', {
        hint: 'write the values in place of the %placeholder%',
      })
    } else if (!ALL.includes(name)) refuse(name, `unknown modifier "${name}"`, didYouMean(name, [...ALL, 'expand']))
    else if (modifiers.indexOf(name) < at) refuse(name, `the modifier "${name}" is given twice`)
    else if (isOneOf(REGEX_FLAGS, name) && !modifiers.slice(0, at).includes('re')) {
      refuse(name, `the modifier "${name}" must follow "re"`)
    } else if (!WITH[kind].includes(name)) {
      refuse(name, `the modifier "${name}" cannot be combined with "${deciding}"`)
    } else if (kind === 'number' && name !== deciding && DECIDES.has(name) && !isTimeThenComparison(deciding, name)) {
      refuse(name, `the modifier "${name}" cannot be combined with "${deciding}"`)
    } else if (field === '' && kind !== 'text' && kind !== 're') refuse(name, `the modifier "${name}" needs a field`)
    start += name.length + 1
  }
  return faults.length > before ? undefined : { field, kind, modifiers }
}

/** `eventTime|hour|gte: 18`: at most one of each, in this order. */
const isTimeThenComparison = (first: string, second: string): boolean =>
  isOneOf(TIME_PARTS, first) && isOneOf(COMPARISONS, second)

/** A value on its way through the modifiers: `bytes` when each UTF-16 unit of it stands for one byte. */
interface Draft {
  readonly pattern: WildcardPattern
  readonly bytes: boolean
}

const surround = (pattern: WildcardPattern, front: boolean, back: boolean): WildcardPattern =>
  [
    ...(front && pattern[0] !== MANY ? [MANY] : []),
    ...pattern,
    ...(back && pattern.at(-1) !== MANY ? [MANY] : []),
  ] as WildcardPattern

const bytesOf = ({ pattern, bytes }: Draft): Buffer => Buffer.from(plainText(pattern), bytes ? 'latin1' : 'utf8')

const encode = ({ pattern }: Draft, bytes: (text: string) => Buffer, mark = ''): Draft => {
  const encoded = mapLiterals(pattern, (text) => bytes(text).toString('latin1'))
  return { pattern: mark === '' ? encoded : [mark, ...encoded], bytes: true }
}
const utf16le = (text: string): Buffer => Buffer.from(text, 'utf16le')
const utf16be = (text: string): Buffer => utf16le(text).swap16()

/** "There are three variants for shifts by zero to two bytes": the part of each that does not depend on its neighbours. */
const offsets = (content: Buffer): string[] =>
  [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift, ' '), content])
      .toString('base64')
      .slice([0, 2, 3][shift], [undefined, -3, -2][(content.length + shift) % 3]),
  )

const APPLY: Readonly<Record<string, (draft: Draft) => readonly Draft[]>> = {
  contains: (draft) => [{ ...draft, pattern: surround(draft.pattern, true, true) }],
  startswith: (draft) => [{ ...draft, pattern: surround(draft.pattern, false, true) }],
  endswith: (draft) => [{ ...draft, pattern: surround(draft.pattern, true, false) }],
  windash: (draft) => [{ ...draft, pattern: withAnyDash(draft.pattern) }],
  wide: (draft) => [encode(draft, utf16le)],
  utf16le: (draft) => [encode(draft, utf16le)],
  utf16be: (draft) => [encode(draft, utf16be)],
  utf16: (draft) => [encode(draft, utf16le, '\xff\xfe')],
  base64: (draft) => [{ pattern: [bytesOf(draft).toString('base64')], bytes: false }],
  base64offset: (draft) => offsets(bytesOf(draft)).map((text) => ({ pattern: [text], bytes: false })),
}

/** The patterns that a value becomes (several for base64offset), or why it cannot. "Applied in the given order." */
export const applyModifiers = (
  pattern: WildcardPattern,
  modifiers: readonly string[],
): readonly WildcardPattern[] | string => {
  let drafts: readonly Draft[] = [{ pattern, bytes: false }]
  for (const name of modifiers) {
    const apply = APPLY[name]
    if (!apply) continue
    if (name.startsWith('base64') && !drafts.every((draft) => isPlain(draft.pattern))) {
      return `"${name}" cannot encode a value with wildcards`
    }
    drafts = drafts.flatMap(apply)
  }
  return drafts.map((draft) => draft.pattern)
}
