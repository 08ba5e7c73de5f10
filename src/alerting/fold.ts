/** Fold: findings into the alert that they belong to. */
import type { Alert } from '../core/alert.ts'
import { byTime, type Finding } from '../core/finding.ts'
import { LEVELS, type Level } from '../core/rule.ts'
import { alertId, findingKey } from './group.ts'

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
  const sorted = [...findings].sort(byTime)
  const first = sorted[0] as Finding
  const ongoing = before?.status === 'firing' ? before : undefined
  const kept = (ongoing?.findings ?? []).filter((finding) => !overtaken.has(findingKey(finding)))
  const known = [...kept, ...sorted].sort(byTime)
  const level = highest([...(ongoing ? [ongoing.level] : []), ...sorted.map((one) => one.level)])
  const times = [ongoing?.first, ongoing?.last, ...sorted.map(({ event }) => event.time)].filter(isTime).sort()
  return {
    id: before?.id ?? alertId(key),
    groupKey: key,
    status: 'firing',
    revision: (before?.revision ?? 0) + 1,
    episode: ongoing ? ongoing.episode : (before?.episode ?? 0) + 1,
    rule: first.rule,
    level,
    count: Math.max(sorted.length, (ongoing?.count ?? 0) + sorted.length - overtaken.size),
    first: times[0] ?? '',
    last: times.at(-1) ?? '',
    changed: now,
    findings: lightened(known.length > LATEST + 1 ? [known[0] as Finding, ...known.slice(-LATEST)] : known),
    respond: notes.respond,
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
    if (finding.record === undefined || at === findings.length - 1) return finding
    const { record: _, ...rest } = finding
    return rest
  })

const isTime = (time: string | undefined): time is string => time !== undefined && time !== ''

const highest = (levels: readonly Level[]): Level =>
  levels.reduce((top, level) => (LEVELS.indexOf(level) > LEVELS.indexOf(top) ? level : top))
