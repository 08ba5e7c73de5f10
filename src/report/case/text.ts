/** A Case as text for people: what happened, what is left of it, and what is not known. */
import type { Case, Observation } from '../../core/case.ts'
import type { Colors } from '../colors.ts'
import { defineFormat } from '../format.ts'
import { oneLine } from '../terminal.ts'
import { number } from '../text.ts'
import { countsOf, seedOf } from './counts.ts'
import { countEvidence, type EvidenceFile } from './evidence.ts'
import { type CaseLine, foldCase, lineOf, withoutCopies } from './fold.ts'
import { containCommand, reportCommand, stopByHand } from './next.ts'
import { partialOf } from './partial.ts'
import type { CaseReport } from './report.ts'

export interface CaseTextOptions {
  /** Every event on a line of its own. */
  readonly all: boolean
  /** The arguments of the command that found it: the end of the case says how to get its report. */
  readonly typed?: readonly string[]
  /** What digest files prove of the logs, when they were asked. */
  readonly evidence?: readonly EvidenceFile[]
}

export const caseText = defineFormat({
  name: 'text',
  title: 'what happened, what is left of it, what is not known',
  render: async function* ({ found, all, typed, proven }: CaseReport, { colors, width }) {
    const evidence = await proven()
    yield* renderCase(found, { all, typed, ...(evidence && { evidence }) }, colors, width)
  },
})

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

/** Lines no wider than `width`, but for the command to copy; everything from a record is escaped. */
export const renderCase = (found: Case, options: CaseTextOptions, colors: Colors, width: number): readonly string[] => {
  const { typed, evidence } = options
  const partial = partialOf(found)
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
    ...section('evidence', evidence ? proven(evidence) : []),
    ...section('case', [`${found.id}${partial === undefined ? '' : ` (partial: ${partial})`}`]),
    ...section('stop by hand', stopByHand(found)),
    ...(typed && found.events.length > 0
      ? [
          `${colors.dim('contain'.padEnd(LABEL))}${oneLine(containCommand(found, typed), 4000)}`,
          `${colors.dim('report'.padEnd(LABEL))}${oneLine(reportCommand(found, typed), 4000)}`,
        ]
      : []),
  ]
}

const asText = ({ text }: Observation): string => text

const plural = (count: number, noun: string, many = `${noun}s`): string =>
  count === 1 ? `1 ${noun}` : `${number(count)} ${many}`

const headline = (found: Case): string => {
  const { people, first, last, events } = found
  if (events.length === 0) return `Nothing that was done belongs to ${seedOf(found)}.`
  const { identities, keys, addresses } = countsOf(found)
  const of = [
    plural(identities, 'identity', 'identities'),
    plural(keys, 'key'),
    plural(addresses, 'address', 'addresses'),
  ]
  const end = last.slice(0, 10) === first.slice(0, 10) ? last.slice(11, 16) : minute(last)
  const named = seedOf(found).replace(/^the /, 'The ')
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

const timeline = (
  { events }: Case,
  { all }: CaseTextOptions,
  dated: boolean,
  colors: Colors,
  width: number,
): readonly string[] => {
  const lines = all ? events.map(lineOf) : foldCase(withoutCopies(events))
  const shown = all ? lines : choose(lines)
  const hidden = lines.length - shown.length
  let day = ''
  const out: string[] = []
  for (const line of shown) {
    const { event } = line
    if (dated && event.time.slice(0, 10) !== day) {
      day = event.time.slice(0, 10)
      out.push(colors.dim(day))
    }
    const tactic = WORDS[event.tactics[0] ?? ''] ?? event.tactics[0] ?? ''
    const head = `${event.time.slice(11, 19).padEnd(TIME)}${tactic.slice(0, TACTIC - 2).padEnd(TACTIC)}`
    wrap(sentenceOf(line), width - TIME - TACTIC).forEach((part, index) => {
      const text = event.notable && event.errorCode === null ? part : colors.dim(part)
      out.push(index === 0 ? colors.dim(head) + text : ' '.repeat(TIME + TACTIC) + text)
    })
  }
  return hidden > 0
    ? [...out, colors.dim(`${' '.repeat(TIME + TACTIC)}… ${plural(hidden, 'more line')}: --all, or --format json`)]
    : out
}

const sentenceOf = ({ event, last, count, reads, mixed, alike }: CaseLine): string => {
  if (count === 1) return oneLine(event.sentence, 300)
  if (!reads && alike) return `${oneLine(event.sentence, 300)} ×${count}`
  const until = `until ${last.time.slice(11, 19)}`
  if (!mixed)
    return `${oneLine(event.sentence, 300)}, and ${number(count - 1)} more ${oneLine(event.name, 60)} ${until}`
  const [tactic = 'discovery'] = event.tactics
  const verb = tactic === 'discovery' ? 'looked around' : 'read on'
  const failed = event.errorCode === null ? '' : `, failed (${oneLine(event.errorCode, 60)})`
  return `${oneLine(event.who, 100)} ${verb}: ${plural(count, 'call')} ${until}, first ${oneLine(event.name, 60)}${failed}`
}

/** When there are too many lines, what only looks goes first, then the middle. */
const choose = (lines: readonly CaseLine[]): readonly CaseLine[] => {
  if (lines.length <= MAX_LINES) return lines
  const acts = lines.filter(({ event }, index) => event.notable || index === 0)
  if (acts.length <= MAX_LINES) return acts
  const half = MAX_LINES / 2
  return [...acts.slice(0, half), ...acts.slice(-half)]
}

const listed = (items: readonly string[]): readonly string[] =>
  items.length <= LISTED ? items : [...items.slice(0, LISTED), `and ${number(items.length - LISTED)} more`]

/** Stops for the same reason stand in one line. */
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

/** What is wrong by name; what nothing proves by reason. */
const proven = (files: readonly EvidenceFile[]): readonly string[] => {
  const { verified, events, eventsVerified } = countEvidence(files)
  const unknown = new Map<string, number>()
  for (const { state, detail } of files) if (state === 'unknown') unknown.set(detail, (unknown.get(detail) ?? 0) + 1)
  return [
    `${number(verified)} of ${plural(files.length, 'file')} verified, with ${number(eventsVerified)} of ${plural(events, 'event')} in scope`,
    ...listed(files.filter(({ state }) => state === 'wrong').map(({ file, detail }) => `WRONG ${file}: ${detail}`)),
    ...listed([...unknown].map(([detail, count]) => `not proven: ${plural(count, 'file')} (${detail})`)),
  ]
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
