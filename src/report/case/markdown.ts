/** The report of a case as Markdown, for a ticket. */
import type { Case, CaseEvent, Observation } from '../../core/case.ts'
import { foldAlike } from '../fold.ts'
import { defineFormat } from '../format.ts'
import { block, code, table, text } from '../markdown.ts'
import { oneLine } from '../terminal.ts'
import { clock, number, plural } from '../text.ts'
import { countsOf, seedOf } from './counts.ts'
import { withoutCopies } from './fold.ts'
import { partialOf } from './partial.ts'
import type { CaseContext, CaseReport } from './report.ts'

type MarkdownContext = Omit<CaseContext, 'places'>

export const caseMarkdownText = defineFormat({
  name: 'md',
  title: 'Markdown, for a ticket',
  render: async function* ({ found, context }: CaseReport) {
    yield caseMarkdown(found, await context()).trimEnd()
  },
})

/** A ticket is read from top to bottom: the JSON of the case has all. */
const MAX_ROWS = 60
const MAX_PROOF = 3

export const caseMarkdown = (found: Case, context: MarkdownContext): string => {
  const { searched, standing, refusals, movement, access, quarantine, data, people, gaps } = found
  const { frontier, entities, optional } = found
  const { identities, keys, addresses } = countsOf(found)
  const seed = seedOf(found)
  const partial = partialOf(found)
  const period = found.first === '' ? '' : `, ${clock(found.first)} to ${clock(found.last)} UTC`
  return `${[
    `# ${text(found.id)}: ${found.seed.kind === 'alert' ? seed : code(seed)}`,
    '',
    `**${plural(found.events.length, 'event')}** in scope out of ${number(searched.records)}${period}. ${counted(people.length, 'person', 'people')}, ${counted(identities, 'identity', 'identities')}, ${plural(keys, 'key')}, ${counted(addresses, 'address', 'addresses')}.`,
    ...(partial === undefined ? [] : ['', `**Partial: ${partial}.**`]),
    ...section('Still standing', [
      ...standing.map(
        ({ value, what, account, region, proof }) =>
          `- [ ] ${text(what)}${what.includes(value) ? '' : ` ${code(value)}`} (${text(account)} ${text(region)})${proofOf(proof)}`,
      ),
      ...(standing.length > 0 ? ['', 'What takes it away:', '', ...block('sh', oneLine(context.contain, 4000))] : []),
    ]),
    ...timeline(withoutCopies(found.events), context.tactics),
    ...section('How they came in', access.map(observed)),
    ...section('Movement', movement.map(observed)),
    ...section('Quarantine', quarantine.map(observed)),
    ...section(
      'Tried and refused',
      refusals.map(
        ({ call, errorCode, count: times, proof }) =>
          `- ${code(call)} ${text(errorCode)}${times > 1 ? ` × ${number(times)}` : ''}${proofOf(proof)}`,
      ),
    ),
    ...section('Data', [
      ...data.proven.map(observed),
      ...data.unknown.map((one) => `- not logged: ${observed(one).slice(2)}`),
      ...(data.proven.length + data.unknown.length === 0 && data.sql.length > 0 ? ['- no access to data seen'] : []),
      ...data.sql.flatMap((sql) => ['', ...block('sql', sql)]),
    ]),
    ...section(
      'Who and what',
      ofAll(
        ['entity', 'acted', 'first', 'last', 'why'],
        entities.map(({ kind, value, acted, first, last, reason }) => [
          `${text(kind)} ${code(value)}`,
          number(acted),
          first && clock(first),
          last && clock(last),
          text(reason),
        ]),
      ),
    ),
    ...section(
      'May belong to it, and is not counted',
      byReason(optional).map(([reason, times]) => `- ${plural(times, 'event')}: ${text(reason)}`),
    ),
    ...section(
      'Not followed',
      frontier.map(({ entity, reason, events }) => {
        const left = events === null ? '' : ` (${plural(events, 'event')} left out)`
        return `- ${text(entity.kind)} ${code(entity.value)}: ${text(reason)}${left}`
      }),
    ),
    ...section(
      'Hours without logs',
      gaps.map(
        ({ account, region, from, to, reason }) =>
          `- ${text(account)} ${text(region)}, ${clock(from)} to ${clock(to)}: ${text(reason)}`,
      ),
    ),
    ...section(
      'Could not be read',
      searched.failures.map(({ file, reason }) => `- ${code(file)}: ${text(reason)}`),
    ),
    ...section(
      'Evidence',
      ofAll(
        ['file', 'SHA-256', 'events', 'state'],
        context.evidence.map(({ file, sha256, state, detail, events }) => [
          code(file),
          sha256 === null ? '' : code(sha256),
          number(events),
          `${state === 'unknown' ? 'not proven' : state}: ${text(detail)}`,
        ]),
      ),
    ),
    '',
    `Made by tattletrail ${text(context.version)} at ${clock(context.made)} UTC.`,
  ].join('\n')}\n`
}

const counted = (many: number, one: string, several: string): string => `${number(many)} ${many === 1 ? one : several}`

const byReason = (events: Case['optional']): readonly (readonly [reason: string, times: number])[] => {
  const found = new Map<string, number>()
  for (const { reason } of events) found.set(reason, (found.get(reason) ?? 0) + 1)
  return [...found]
}

/** Nothing at all where there is nothing to say. */
const section = (title: string, lines: readonly string[]): readonly string[] => {
  if (lines.length === 0) return []
  const shown = lines.length > MAX_ROWS ? [...lines.slice(0, MAX_ROWS), `- and ${lines.length - MAX_ROWS} more`] : lines
  return ['', `## ${title}`, '', ...shown]
}

const ofAll = (heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  rows.length === 0
    ? []
    : [
        [
          ...table(heads, rows.slice(0, MAX_ROWS)),
          ...(rows.length > MAX_ROWS ? ['', `and ${number(rows.length - MAX_ROWS)} more`] : []),
        ].join('\n'),
      ]

/** Everything while it is short, else what matters most. */
const timeline = (events: readonly CaseEvent[], tactics: MarkdownContext['tactics']): readonly string[] => {
  const names = new Map(tactics.map(({ id, name }) => [id, name]))
  const shown = events.length <= MAX_ROWS ? events : events.filter(({ notable }) => notable)
  const rows = foldAlike(shown).map((alike) => {
    const [{ time, tactics: of, sentence, name, address, errorCode, id }] = alike
    const outcome = errorCode === null || sentence.includes(errorCode) ? '' : ` (${text(errorCode)})`
    const more = alike.length > 1 ? `, ${number(alike.length)} times` : ''
    return [
      clock(time),
      of.map((tactic) => text(names.get(tactic) ?? tactic)).join(', '),
      `${text(sentence || name)}${outcome}${more}`,
      code(address),
      code(id),
    ]
  })
  const title = shown.length === events.length ? 'Timeline' : 'What matters most'
  return section(title, ofAll(['time (UTC)', 'tactic', 'what', 'address', 'event'], rows))
}

const observed = ({ text: sentence, proof }: Observation): string => `- ${text(sentence)}${proofOf(proof)}`

const proofOf = (ids: readonly string[]): string =>
  ids.length === 0
    ? ''
    : `, shown by ${ids
        .slice(0, MAX_PROOF)
        .map((id) => code(id))
        .join(' ')}${ids.length > MAX_PROOF ? ` and ${ids.length - MAX_PROOF} more` : ''}`
