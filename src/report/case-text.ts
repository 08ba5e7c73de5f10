/** A Case as text for people: what happened, what is left of it, and what is not known. */
import type pc from 'picocolors'
import type { Case, CaseEvent, Told } from '../core/case.ts'
import { oneLine } from './terminal.ts'
import { number } from './text.ts'

type Colors = ReturnType<typeof pc.createColors>

export interface CaseTextOptions {
  /** Every event on a line of its own. */
  readonly all: boolean
}

const TIME = 10
const TACTIC = 14
const LABEL = 16
const MAX_LINES = 60

/** Tactics in one short word. */
const WORDS: Readonly<Record<string, string>> = {
  'initial-access': 'access',
  'privilege-escalation': 'escalation',
  'defense-impairment': 'impairment',
  'credential-access': 'credentials',
  'lateral-movement': 'movement',
}
const LISTED = 12
const NAMED = 4

/** Lines no wider than `width`; everything from a record is escaped. */
export const renderCase = (found: Case, options: CaseTextOptions, colors: Colors, width: number): readonly string[] => {
  const section = sectionOf(colors, width)
  const days = new Set(found.events.map(({ time }) => time.slice(0, 10))).size
  return [
    ...wrap(headline(found), width).map((line) => colors.bold(line)),
    ...wrap(counted(found), width),
    '',
    ...timeline(found, options, days > 1, colors, width),
    '',
    ...section('came in', found.access.map(asText)),
    ...section('moved', found.movement.map(asText)),
    ...section('still standing', listed(found.standing.map(({ what }) => what))),
    ...section('tried, refused', refused(found)),
    ...section('data, proven', found.data.proven.map(asText)),
    ...section('data, unknown', found.data.unknown.map(asText)),
    ...(found.data.unknown.length > 0 ? section('', ['a query that would tell: --athena-sql']) : []),
    ...section('quarantine', found.quarantine.map(asText)),
    ...section('may belong', optional(found)),
    ...section('not followed', listed(stops(found))),
    ...(found.frontier.some(({ entity }) => entity.kind === 'address' || entity.kind === 'key')
      ? section('', ['to go on from one of these: --follow VALUE'])
      : []),
    ...section(
      'no logs',
      found.gaps
        .slice(0, LISTED)
        .map(({ account, region, from, to }) => `${account} ${region} ${from.slice(0, 16)} – ${to.slice(0, 16)}`),
    ),
    ...section(
      'not read',
      found.searched.failures.slice(0, LISTED).map(({ file, reason }) => `${file}: ${reason}`),
    ),
    ...section('case', [`${found.id}${found.partial ? ' (partial: not all of the logs could be read)' : ''}`]),
  ]
}

const asText = ({ text }: Told): string => text

const plural = (count: number, noun: string, many = `${noun}s`): string =>
  count === 1 ? `1 ${noun}` : `${number(count)} ${many}`

const headline = ({ seed, entities, people, first, last, events }: Case): string => {
  if (events.length === 0) return `Nothing that was done belongs to ${seed.value}.`
  const acted = entities.filter((entity) => entity.acted > 0)
  const count = (...kinds: readonly string[]): number => acted.filter(({ kind }) => kinds.includes(kind)).length
  const addresses = count('address')
  const of = [
    plural(count('user', 'session'), 'identity', 'identities'),
    plural(count('key'), 'key'),
    plural(addresses, 'address', 'addresses'),
  ]
  const end = last.slice(0, 10) === first.slice(0, 10) ? last.slice(11, 16) : minute(last)
  const seedLabel = entities.find(({ kind, value }) => kind === seed.kind && value === seed.value)?.label
  const named = seed.kind === 'alert' ? 'The alert' : (seedLabel ?? seed.value)
  const hands =
    people.length === 0
      ? 'nobody that could be followed'
      : people.length === 1
        ? 'one pair of hands'
        : `${people.length} pairs of hands, as far as the logs tie them,`
  return `${named}: ${hands} over ${of.join(', ')}, ${minute(first)} – ${end} UTC.`
}

const minute = (time: string): string => time.slice(0, 16).replace('T', ' ')

const counted = ({ events, searched, frontier, rounds, optional: more }: Case): string =>
  [
    `${plural(events.length, 'event')} in scope${searched.records > 0 ? ` out of ${number(searched.records)}` : ''}, found in ${plural(rounds, 'round')}`,
    ...(more.length > 0 ? [`${number(more.length)} more may belong`] : []),
    ...(frontier.length > 0 ? [`${plural(frontier.length, 'entity', 'entities')} not followed`] : []),
  ].join('; ')

interface Line {
  readonly event: CaseEvent
  readonly last: CaseEvent
  readonly count: number
}

/** Calls that only look are told together; the same deed in a row is told once. */
const folded = (events: readonly CaseEvent[]): readonly Line[] => {
  const lines: { event: CaseEvent; last: CaseEvent; count: number; reads: boolean }[] = []
  for (const event of events) {
    const before = lines.at(-1)
    const reads = !event.notable && event.readOnly
    const same =
      before &&
      before.event.arn === event.arn &&
      before.event.address === event.address &&
      (reads && before.reads && event.errorCode === before.event.errorCode
        ? true
        : before.event.name === event.name && before.event.errorCode === event.errorCode)
    if (same) {
      before.count++
      before.last = event
    } else lines.push({ event, last: event, count: 1, reads })
  }
  return lines
}

const timeline = (
  { events }: Case,
  { all }: CaseTextOptions,
  dated: boolean,
  colors: Colors,
  width: number,
): readonly string[] => {
  const lines = all ? events.map((event): Line => ({ event, last: event, count: 1 })) : folded(events)
  const shown = all ? lines : choose(lines)
  const hidden = lines.length - shown.length
  let day = ''
  const out: string[] = []
  for (const { event, last, count } of shown) {
    if (dated && event.time.slice(0, 10) !== day) {
      day = event.time.slice(0, 10)
      out.push(colors.dim(day))
    }
    const tactic = WORDS[event.tactics[0] ?? ''] ?? event.tactics[0] ?? ''
    const looks = !event.notable && event.readOnly && count > 1
    const words = looks
      ? `${oneLine(event.who, 100)} looked around: ${plural(count, 'call')} until ${last.time.slice(11, 19)}, first ${event.name}${event.errorCode === null ? '' : `, failed (${oneLine(event.errorCode, 60)})`}`
      : `${oneLine(event.sentence, 300)}${count > 1 ? ` ×${count}` : ''}`
    const head = `${event.time.slice(11, 19).padEnd(TIME)}${tactic.slice(0, TACTIC - 2).padEnd(TACTIC)}`
    wrap(words, width - TIME - TACTIC).forEach((line, index) => {
      const text = event.notable && event.errorCode === null ? line : colors.dim(line)
      out.push(index === 0 ? colors.dim(head) + text : ' '.repeat(TIME + TACTIC) + text)
    })
  }
  return hidden > 0
    ? [...out, colors.dim(`${' '.repeat(TIME + TACTIC)}… ${plural(hidden, 'more line')}: --all, or --format json`)]
    : out
}

/** When there are too many lines, what only looks goes first, then the middle. */
const choose = (lines: readonly Line[]): readonly Line[] => {
  if (lines.length <= MAX_LINES) return lines
  const deeds = lines.filter(({ event }, index) => event.notable || index === 0)
  if (deeds.length <= MAX_LINES) return deeds
  const half = MAX_LINES / 2
  return [...deeds.slice(0, half), ...deeds.slice(-half)]
}

const listed = (items: readonly string[]): readonly string[] =>
  items.length <= LISTED ? items : [...items.slice(0, LISTED), `and ${number(items.length - LISTED)} more`]

/** Stops for the same reason are told together. */
const stops = ({ frontier }: Case): readonly string[] => {
  const reasons = new Map<string, string[]>()
  for (const { entity, reason } of frontier) reasons.set(reason, [...(reasons.get(reason) ?? []), entity.label])
  return [...reasons].map(([reason, labels]) => {
    const rest = labels.length > NAMED ? ` and ${number(labels.length - NAMED)} more` : ''
    return `${labels.slice(0, NAMED).join(', ')}${rest}: ${reason}`
  })
}

const refused = ({ refusals }: Case): readonly string[] => {
  const denied = refusals.filter((refusal) => refusal.denied)
  const other = refusals.filter((refusal) => !refusal.denied).reduce((sum, { count }) => sum + count, 0)
  return [
    ...listed(denied.map(({ call, count, errorCode }) => `${call}${count > 1 ? ` ×${count}` : ''} (${errorCode})`)),
    ...(other > 0 ? [`${plural(other, 'call')} failed for other reasons`] : []),
  ]
}

const optional = ({ optional: events }: Case): readonly string[] => {
  const reasons = new Map<string, number>()
  for (const { reason } of events) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  return [...reasons].map(([reason, count]) => `${plural(count, 'event')}: ${reason}`)
}

const sectionOf =
  (colors: Colors, width: number) =>
  (label: string, items: readonly string[]): readonly string[] =>
    items
      .flatMap((item) => wrap(oneLine(item, 600), width - LABEL))
      .map((line, index) => `${colors.dim((index === 0 ? label : '').padEnd(LABEL))}${line}`)

/** Breaks at spaces; a word that is too long for a line is cut into pieces. */
const wrap = (text: string, width: number): readonly string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of oneLine(text, 4000).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
    while (line.length > width) {
      lines.push(line.slice(0, width))
      line = line.slice(width)
    }
  }
  return line === '' ? lines : [...lines, line]
}
