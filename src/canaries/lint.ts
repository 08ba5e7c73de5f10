/** What about a decoy confesses that it is one: every text that somebody in the account may read. */
import type { Decoy } from './canary.ts'
import { templateOf } from './template.ts'

export interface Confession {
  /** Which text: `name`, `Tags of OrdersQueue`, `stack` ... */
  readonly where: string
  readonly text: string
  /** Why it confesses, as the end of a sentence. */
  readonly why: string
}

/** What is laid out together, and what it is laid out with. */
export interface Layout {
  readonly decoys: readonly Decoy[]
  /** Of the stack; likewise rules of the bus, trails and whatever else is made. */
  readonly stack?: string
  readonly rules?: readonly string[]
  readonly trails?: readonly string[]
  /** Names of what is there already, of the same kinds. */
  readonly inventory?: readonly string[]
}

export const confessions = (layout: Layout): readonly Confession[] => {
  const texts = [...layout.decoys.map(textsOf), surroundings(layout)]
  const names = layout.decoys.flatMap(namesOf)
  const { inventory = [] } = layout
  return [
    // What the name says, its logical id and its properties say again.
    ...texts.flatMap((those) => firstOfEach(those.flatMap(inText))),
    ...[...alike(names), ...endings(names, inventory)],
    ...[...dated(texts), ...foreign(names, inventory)],
  ]
}

const firstOfEach = (found: readonly Confession[]): readonly Confession[] =>
  found.filter(({ why }, at) => found.findIndex((other) => other.why === why) === at)

type Text = Pick<Confession, 'where' | 'text'>

/** Words that nobody calls a thing that is used. Of a longer word only these may be a part. */
const PARTS =
  /canary|honey[-_ ]?(?:pot|token|key|file|user|bucket|net)|decoy|tattletrail|spacecrab|thinkst|tripwire|deception/i
const WORDS = new Set(
  'bait trap lure fake dummy bogus mock placeholder changeme foobar lorem intrusion intruder attacker hacker'.split(
    ' ',
  ),
)

/** What public detectors look for in names and ARNs. */
const MARKS: readonly (readonly [RegExp, string])[] = [
  [/canarytokens\.(?:com|org)/i, 'is the address of a service of decoys'],
  [/\/(?:SpaceCrab|ggcanary)\//i, 'is a path that detectors of decoys look for'],
  [/inf_ht_|thumper-canary-/i, 'is a name that detectors of decoys look for'],
  [/do[-_ ]?not[-_ ]?(?:use|touch|delete)/i, 'says that nobody may use it'],
  [/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i, 'is a random UUID, as decoys are called'],
  [/EXAMPLE/, 'is of the examples of a manual'],
]

const inText = ({ where, text }: Text): readonly Confession[] => {
  const [part] = PARTS.exec(text) ?? []
  const word = wordsOf(text).find((one) => WORDS.has(one))
  const said = part ?? word
  return [
    ...(said === undefined ? [] : [{ where, text, why: `says "${said}"` }]),
    ...MARKS.flatMap(([mark, why]) => (mark.test(text) ? [{ where, text, why }] : [])),
  ]
}

/** `ordersDbTrap-2` -> orders, db, trap */
const wordsOf = (text: string): readonly string[] =>
  text.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g)?.map((word) => word.toLowerCase()) ?? []

const textsOf = (decoy: Decoy): readonly Text[] => [
  ...strings(decoy.settings, ''),
  ...Object.entries(templateOf([decoy]).Resources as object).flatMap(([id, { Properties }]) => [
    { where: 'logical id', text: id },
    ...strings(Properties, id),
  ]),
]

/** AWS writes the name of the stack and the logical ids into tags that cannot be taken away. */
const surroundings = ({ stack, rules = [], trails = [] }: Layout): readonly Text[] => [
  ...(stack === undefined ? [] : [{ where: 'stack', text: stack }]),
  ...rules.map((text) => ({ where: 'rule', text })),
  ...trails.map((text) => ({ where: 'trail', text })),
]

/** Each text in a value, with the way to it; a policy is that of IAM's grammar and says nothing by itself. */
const strings = (value: unknown, where: string): readonly Text[] => {
  if (typeof value === 'string') return [{ where, text: value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    strings(inner, Array.isArray(value) ? where : [where, key].filter((part) => part !== '').join('.')),
  )
}

/** The setting that is the name of the decoy; an item is called by its key, whose value this is. */
const NAMES = ['name', 'value', 'key'] as const
const namesOf = ({ kind, settings }: Decoy): readonly Text[] => {
  const own = NAMES.find((key) => typeof settings[key] === 'string')
  return own === undefined || kind === 'resource' ? [] : [{ where: own, text: String(settings[own]) }]
}

/** Names that follow from each other: whoever knows one looks for the next. */
const alike = (names: readonly Text[]): readonly Confession[] =>
  names.flatMap(({ where, text }, at) => {
    const stem = text.replace(/\d+$/, '')
    const other = names.find((one, index) => index !== at && one.text !== text && one.text.replace(/\d+$/, '') === stem)
    return other === undefined ? [] : [{ where, text, why: `follows from ${other.text}` }]
  })

/** One ending of all that are laid out, and of nothing else: whoever knows it finds them all. */
const endings = (names: readonly Text[], inventory: readonly string[]): readonly Confession[] => {
  const [first, ...others] = names.map(({ text }) => wordsOf(text).at(-1))
  const isShared = others.length >= 2 && others.every((ending) => ending === first)
  if (first === undefined || !isShared || inventory.some((name) => wordsOf(name).at(-1) === first)) return []
  return names.map(({ where, text }) => ({
    where,
    text,
    why: `ends with "${first}", as all of them do and nothing else`,
  }))
}

/** One date on things that are said to have nothing to do with each other. @param groups the texts of each */
const dated = (groups: readonly (readonly Text[])[]): readonly Confession[] => {
  const dates = groups.map((texts) => new Set(texts.flatMap(({ text }) => datesIn(text))))
  const isShared = (date: string, at: number): boolean => dates.some((other, index) => index !== at && other.has(date))
  return groups.flatMap((texts, at) => {
    const first = texts.find(({ text }) => datesIn(text).some((date) => isShared(date, at)))
    return first ? [{ ...first, why: 'has a date that others have too' }] : []
  })
}

/** The versions of IAM's policy language (IAM User Guide, "IAM JSON policy elements: Version"): every policy has one. */
const POLICY_VERSIONS: readonly string[] = ['2012-10-17', '2008-10-17']

const datesIn = (text: string): readonly string[] =>
  POLICY_VERSIONS.includes(text)
    ? []
    : (text.match(/20\d\d-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])/g) ?? []).map((date) => date.replaceAll('-', ''))

/** A name made otherwise than all that are there. */
const foreign = (names: readonly Text[], inventory: readonly string[]): readonly Confession[] => {
  const known = new Set(inventory.map(styleOf))
  if (known.size === 0) return []
  return names
    .filter(({ text }) => !known.has(styleOf(text)))
    .map(({ where, text }) => ({ where, text, why: 'is made otherwise than the names that are there' }))
}

/** Which signs part its words, and whether it has capitals: `prod/orders-db` -> `/-`. */
const styleOf = (name: string): string =>
  `${[...new Set(name.match(/[^A-Za-z0-9]/g))].sort().join('')}${/[A-Z]/.test(name) ? 'A' : ''}`
