/** Fold: findings into the alert that they belong to. */
import type { Alert } from '../core/alert.ts'
import { byTime, type Finding } from '../core/finding.ts'
import { LEVELS, type Level } from '../core/rule.ts'
import { alertId, findingKey } from './group.ts'
import { responseSteps } from './respond.ts'

/** What a rule has to say beyond its findings. */
export interface RuleNotes {
  readonly respond: readonly string[]
  readonly description: string
  /** Destinations that the rule itself names. */
  readonly destinations: readonly string[]
  /** The rule groups by fields of its own. */
  readonly groups: boolean
}

/** The first finding of an episode and this many of the latest are kept in the alert; the store has them all. */
const LATEST = 9
const DECISIONS = 40

/**
 * @param findings at least one, of one group
 * @param overtaken keys of earlier findings of the alert that they stand for
 */
export const fold = (
  before: Alert | undefined,
  key: string,
  findings: readonly Finding[],
  overtaken: ReadonlySet<string>,
  notes: RuleNotes,
  now: number,
): Alert => {
  const ongoing = before?.status === 'firing' ? before : undefined
  const kept = (ongoing?.findings ?? []).filter((finding) => !overtaken.has(findingKey(finding)))
  const known = [...kept, ...findings].sort(byTime)
  const level = highest([...(ongoing ? [ongoing.level] : []), ...findings.map((one) => one.level)])
  const times = [ongoing?.first, ongoing?.last, ...findings.map(({ event }) => event.time)].filter(isTime).sort()
  return {
    id: before?.id ?? alertId(key),
    groupKey: key,
    status: 'firing',
    revision: (before?.revision ?? 0) + 1,
    episode: ongoing ? ongoing.episode : (before?.episode ?? 0) + 1,
    rule: (findings[0] as Finding).rule,
    level,
    count: Math.max(findings.length, (ongoing?.count ?? 0) + findings.length - overtaken.size),
    first: times[0] ?? '',
    last: times.at(-1) ?? '',
    changed: now,
    findings: lightened(known.length > LATEST ? [known[0] as Finding, ...known.slice(-LATEST)] : known),
    respond: responseSteps(notes.respond, known.at(-1) as Finding),
    description: notes.description,
    // Who acknowledged it saw a lower level.
    acknowledged: ongoing?.level === level ? ongoing.acknowledged : null,
    assignee: ongoing?.assignee ?? null,
    notified: ongoing?.notified ?? {},
    decisions: (before?.decisions ?? []).slice(-DECISIONS),
  }
}

/** Records are large: an alert carries that of its latest finding, the store keeps the rest. */
const lightened = (findings: readonly Finding[]): readonly Finding[] =>
  findings.map((finding, at) => {
    const { record: _, ...rest } = finding
    return at === findings.length - 1 ? finding : rest
  })

const isTime = (time: string | undefined): time is string => time !== undefined && time !== ''

const highest = (levels: readonly Level[]): Level =>
  levels.reduce((top, level) => (LEVELS.indexOf(level) > LEVELS.indexOf(top) ? level : top))
