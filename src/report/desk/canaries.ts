/** Canaries and their kinds, as text for people. */
import type { Colors } from '../colors.ts'
import { defineFormat } from '../format.ts'
import { oneLine } from '../terminal.ts'
import { orNone } from './alerts.ts'

export interface CanaryKindLine {
  readonly kind: string
  readonly title: string
  /** Setting -> what it is. */
  readonly settings: Readonly<Record<string, string>>
  readonly place: string
  readonly cannotSee: readonly string[]
}

/** As it is listed; times are milliseconds. */
export interface CanaryLine {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly state: string
  readonly account: string
  readonly region: string
  readonly placement: string
  readonly tripped: number | null
  readonly expires: number | null
  readonly rotates: number | null
  readonly due: readonly string[]
}

export interface CanaryStory {
  readonly line: CanaryLine
  readonly ids: Readonly<Record<string, string>>
  readonly journal: readonly {
    readonly time: number
    readonly step: string
    readonly does: string
    readonly is: string
  }[]
  readonly drift?: readonly string[]
}

export const canaryKindsText = defineFormat({
  name: 'text',
  title: 'a paragraph each',
  render: (kinds: readonly CanaryKindLine[], { colors }) =>
    kinds.map(({ kind, title, settings, place, cannotSee }) =>
      [
        `${colors.bold(oneLine(kind))}  ${oneLine(title)}`,
        ...Object.entries(settings).map(([name, about]) => `  ${oneLine(name)}: ${oneLine(about)}`),
        `  ${oneLine(place)}`,
        ...cannotSee.map((sentence) => `  ${colors.dim(oneLine(sentence))}`),
        '',
      ].join('\n'),
    ),
})

const day = (time: number): string => new Date(time).toISOString().slice(0, 10)

const lineText = ({ id, kind, name, state, account, region, placement, ...line }: CanaryLine): readonly string[] => [
  [oneLine(id), oneLine(state), oneLine(kind), oneLine(name), `${oneLine(account)} ${oneLine(region)}`].join('  '),
  `  ${[oneLine(placement), ...datesOf(line)].join(' · ')}`,
  ...line.due.map((sentence) => `  ${oneLine(sentence)}`),
]

const datesOf = ({
  tripped,
  expires,
  rotates,
}: Pick<CanaryLine, 'tripped' | 'expires' | 'rotates'>): readonly string[] => [
  ...(tripped === null ? [] : [`touched ${day(tripped)}`]),
  ...(expires === null ? [] : [`expires ${day(expires)}`]),
  ...(rotates === null ? [] : [`key until ${day(rotates)}`]),
]

export const canariesText = defineFormat({
  name: 'text',
  title: 'two lines each',
  render: (lines: readonly CanaryLine[]) => orNone(lines, 'no canaries', (line) => lineText(line).join('\n')),
})

export const canaryText = defineFormat({
  name: 'text',
  title: 'its parts, its journal, what is not as it was made',
  render: (stories: readonly CanaryStory[], { colors }) => stories.flatMap((story) => storyText(story, colors)),
})

const storyText = ({ line, ids, journal, drift }: CanaryStory, colors: Colors): readonly string[] => [
  ...lineText(line),
  ...Object.entries(ids).map(([part, id]) => `  ${oneLine(part)}  ${oneLine(id)}`),
  ...journal.map(({ time, step, does, is }) =>
    colors.dim(`  ${new Date(time).toISOString()}  ${oneLine(does)} ${oneLine(step)}: ${oneLine(is)}`),
  ),
  ...(drift === undefined
    ? []
    : drift.length === 0
      ? ['  as it was made']
      : drift.map((one) => `  drift: ${oneLine(one)}`)),
]

/** What a check of one found. */
export interface CanaryCheckLine {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly account: string
  readonly region: string
  /** `not checked`: it stands in an account of other credentials. */
  readonly seen: string
  readonly blind: readonly {
    readonly is: string
    readonly events: readonly string[]
    readonly causes: readonly CheckCause[]
  }[]
  readonly causes: readonly CheckCause[]
  readonly notKnown: readonly string[]
}
interface CheckCause {
  readonly check: string
  readonly why: string
  readonly fix: string
}

export const canaryChecksText = defineFormat({
  name: 'text',
  title: 'how soon a touch is known, and what keeps it from being seen',
  render: (lines: readonly CanaryCheckLine[], { colors }) =>
    orNone(lines, 'no canaries', (line) => checkText(line, colors).join('\n')),
})

const checkText = (
  { id, kind, name, account, region, seen, blind, causes, notKnown }: CanaryCheckLine,
  colors: Colors,
) => {
  const isWell = blind.length === 0 && causes.length === 0
  const verdict = isWell
    ? `a touch is seen ${oneLine(seen)}`
    : seen === 'never'
      ? 'NO TOUCH IS SEEN'
      : `a touch is seen ${oneLine(seen)}, except`
  return [
    [oneLine(id), oneLine(kind), oneLine(name), `${oneLine(account)} ${oneLine(region)}`].filter(Boolean).join('  '),
    `  ${isWell ? colors.green(verdict) : colors.red(verdict)}`,
    ...blind.flatMap(({ is, events, causes }) => [
      `  ${oneLine(is)}: ${oneLine(some(events), 1000)}`,
      ...causes.flatMap((cause) => causeText(cause, colors)),
    ]),
    ...causes.flatMap((cause) => causeText(cause, colors)),
    ...notKnown.map((what) => colors.dim(`    not known: ${oneLine(what, 300)}`)),
  ]
}

const causeText = ({ check, why, fix }: CheckCause, colors: Colors): readonly string[] => [
  `    ${colors.bold(oneLine(check))}: ${oneLine(why, 1000)}`,
  `      ${oneLine(fix, 1000)}`,
]

const MOST_NAMES = 6
const some = (events: readonly string[]): string => {
  const names = [...new Set(events)]
  return names.length > MOST_NAMES
    ? `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`
    : names.join(', ')
}
