/** Wires `rules backtest`: one scan with the rules, a second with those they are compared to, and the difference. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { Finding } from '../../core/finding.ts'
import { isStaged, LEVELS, type Level } from '../../core/rule.ts'
import type { ScanSummary } from '../../core/scan.ts'
import { UsageError } from '../../core/usage-error.ts'
import type { ScanResult } from '../../flows/scan.ts'
import type { BacktestReport, RuleNoise } from '../../report/rules/backtest.ts'
import { daysOf } from '../../sources/event-days.ts'
import { findFiles } from '../../sources/files.ts'
import { readAtRevision } from '../../sources/git-files.ts'
import { isLookup } from '../../sources/lookup.ts'
import { isS3 } from '../../sources/s3/listing.ts'
import { openConfig, withOtherRules } from '../config/open-config.ts'
import { RefusedRules } from '../config/refusal.ts'
import { useRules } from '../rules/load.ts'
import { type PreparedScan, prepareScanWith } from './scan.ts'
import { STDIN } from './slots.ts'

export interface BacktestSettings {
  readonly rules: readonly string[]
  readonly builtin: boolean
  readonly config?: string
  /** A rule file, a folder, or a git revision of the paths in `rules`. */
  readonly against?: string
  readonly workers?: number
}

export interface Backtest {
  readonly report: BacktestReport
  /** Of the scan with the rules. */
  readonly summary: ScanSummary
}

/** Runs one scan; the caller shows its warnings and progress. */
export type RunScan = (prepared: PreparedScan) => Promise<ScanResult>

/** @throws RefusedRules, UsageError */
export const backtest = async (
  paths: readonly string[],
  { against, ...settings }: BacktestSettings,
  run: RunScan,
): Promise<Backtest> => {
  if (against !== undefined && paths.some(isReadOnce))
    throw new UsageError('--against reads the logs twice: name files or folders, not a pipe')
  const remote = paths.find((path) => isS3(path) || isLookup(path))
  if (remote !== undefined)
    throw new UsageError(`${remote}: backtest reads files and folders; copy the logs first (aws s3 sync)`)
  const scope = {}
  const other = against === undefined ? undefined : openOther(against, settings.rules)
  try {
    const opened = await openConfig(settings)
    const otherRules = other && (await withOtherRules(opened, other.paths))
    // Before anything is read: the other rules may have mistakes.
    if (otherRules) await useRules(otherRules, settings.builtin).catch(other.explain)
    const now = await run(await prepareScanWith(opened, paths, { ...settings, scope }))
    const days = daysOf(findFiles(paths.filter((path) => path !== STDIN)).files)
    if (!otherRules || now.summary.interrupted) return { report: compare(now, days), summary: now.summary }
    const before = await run(await prepareScanWith(otherRules, paths, { ...settings, scope }))
    const summary = { ...now.summary, interrupted: before.summary.interrupted }
    return { report: compare(now, days, before), summary }
  } finally {
    other?.close()
  }
}

const isReadOnce = (path: string): boolean =>
  path === STDIN || (statSync(path, { throwIfNoEntry: false })?.isFIFO() ?? false)

interface OtherRules {
  readonly paths: readonly string[]
  /** Throws on, with the names that a person knows. */
  readonly explain: (error: unknown) => never
  readonly close: () => void
}

const openOther = (against: string, rules: readonly string[]): OtherRules => {
  const rethrow = (error: unknown): never => {
    throw error
  }
  if (existsSync(against)) return { paths: [against], explain: rethrow, close: () => {} }
  if (rules.length === 0)
    throw new UsageError(
      `--against ${against}: no such file or folder; for a git revision, say with --rules which rules it holds`,
    )
  const missing = rules.find((path) => !existsSync(path))
  if (missing !== undefined) throw new UsageError(`rules: ${missing}: no such file or folder`)
  const old = rules.map((path) => ({ path, ...readAtRevision(path, against) }))
  const folder = mkdtempSync(join(tmpdir(), 'tattletrail-rules-'))
  const paths = old.map(({ path, files, isFolder }, at) => {
    const root = join(folder, String(at))
    for (const file of files) {
      mkdirSync(dirname(join(root, file.path)), { recursive: true })
      writeFileSync(join(root, file.path), file.bytes)
    }
    return { root, path, given: isFolder ? root : join(root, basename(path)) }
  })
  const rename = (file: string): string => {
    const from = paths.find(({ root }) => file.startsWith(root))
    if (!from) return file
    return `${against}:${from.given === file ? from.path : join(from.path, file.slice(from.root.length))}`
  }
  return {
    paths: paths.map(({ given }) => given),
    explain: (error) => {
      if (!(error instanceof RefusedRules)) throw error
      const named = <Item extends { readonly file: string }>(item: Item): Item => ({ ...item, file: rename(item.file) })
      throw new RefusedRules(error.problems.map(named), error.sources.map(named))
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Events that are named as examples. */
const EXAMPLES = 3
const MEDIUM = LEVELS.indexOf('medium')

/** @param known days that the logs are about, besides those of the alerts */
export const compare = (now: ScanResult, known: readonly string[], before?: ScanResult): BacktestReport => {
  const { findings } = now
  const old = before?.findings ?? []
  const rules = [...new Set([...findings, ...old].map(({ rule }) => rule.id))]
  const byRule = groupByRule(findings)
  const oldByRule = groupByRule(old)
  const noise = rules.flatMap((id) => noiseOf(byRule.get(id) ?? [], before && (oldByRule.get(id) ?? [])) ?? [])
  const days = [...known, ...[...findings, ...old].map(({ event }) => event.time.slice(0, 10))].filter(isDay).sort()
  const [firstDay = '', lastDay = ''] = [days[0], days.at(-1)]
  const live = findings.filter(({ rule }) => !isStaged(rule))
  const levels = Object.fromEntries(LEVELS.map((level) => [level, 0])) as Record<Level, number>
  for (const { level } of live) levels[level]++
  return {
    rules: noise.sort((a, b) => b.alerts - a.alerts || order(a.title, b.title) || order(a.id, b.id)),
    evaluated: now.summary.evaluated,
    days: firstDay === '' ? 0 : Math.round((Date.parse(lastDay) - Date.parse(firstDay)) / DAY) + 1,
    firstDay,
    lastDay,
    levels,
    staged: findings.length - live.length,
    loud: live.filter(isLoud).length,
  }
}

const DAY = 86_400_000

const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))

const isLoud = ({ rule, level }: Finding): boolean => !isStaged(rule) && LEVELS.indexOf(level) >= MEDIUM

const groupByRule = (findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> => {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const group = groups.get(finding.rule.id)
    if (group) group.push(finding)
    else groups.set(finding.rule.id, [finding])
  }
  return groups
}

const noiseOf = (findings: readonly Finding[], before: readonly Finding[] | undefined): RuleNoise | undefined => {
  const rule = (findings[0] ?? before?.[0])?.rule
  if (!rule) return undefined
  const { id, title, level, status } = rule
  const own = { id, title, level, status, staged: isStaged(rule) }
  const counts = { alerts: findings.length, loud: findings.filter(isLoud).length, events: idsOf(findings) }
  if (!before) return { ...own, ...counts }
  const added = without(findings, before)
  const removed = without(before, findings)
  const old = before[0]?.rule
  const isOther = findings.length > 0 && old && (old.level !== level || old.status !== status)
  return {
    ...own,
    ...counts,
    change: {
      added: added.length,
      removed: removed.length,
      addedEvents: idsOf(added),
      removedEvents: idsOf(removed),
      ...(isOther ? { was: { level: old.level, status: old.status } } : {}),
    },
  }
}

const idsOf = (findings: readonly Finding[]): readonly string[] => [
  ...new Set(findings.slice(0, EXAMPLES).map(({ event }) => event.id || `${event.name} at ${event.time}`)),
]

/** Those of the first list that the second does not have; the same event and group is the same alert. */
const without = (findings: readonly Finding[], others: readonly Finding[]): readonly Finding[] => {
  const left = new Map<string, number>()
  for (const finding of others) left.set(keyOf(finding), (left.get(keyOf(finding)) ?? 0) + 1)
  return findings.filter((finding) => {
    const key = keyOf(finding)
    const count = left.get(key) ?? 0
    left.set(key, count - 1)
    return count <= 0
  })
}

const keyOf = ({ event, group }: Finding): string => JSON.stringify([event.id, event.time, event.name, group])

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
