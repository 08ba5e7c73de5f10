/** Scan: every input through the slots, then one deterministic list of findings and one summary. */
import { byTime, type Finding } from '../core/finding.ts'
import { isStaged, LEVELS, type Level } from '../core/rule.ts'
import type { FailedInput, ScanSummary } from '../core/scan.ts'
import type { Engine } from './engine.ts'
import type { FileReport, RuleError } from './scan-file.ts'

/** Something that scans one file at a time: this thread, or a worker. */
export interface ScanSlot {
  scan(file: string): Promise<FileReport>
  close(): Promise<void>
}

export interface ScanProgress {
  readonly files: number
  readonly bytes: number
}

export interface ScanInput {
  /** In the order in which they are reported; already sorted. */
  readonly files: readonly string[]
  /** What went wrong, and what was passed over by kind, while the files were looked for. */
  readonly failures: readonly FailedInput[]
  readonly skipped: Readonly<Record<string, number>>
}

export interface ScanResult {
  /** In event time. */
  readonly findings: readonly Finding[]
  readonly summary: ScanSummary
}

export const scan = async (
  input: ScanInput,
  slots: readonly ScanSlot[],
  engine: Engine,
  onProgress: (done: ScanProgress) => void,
  signal: AbortSignal,
): Promise<ScanResult> => {
  const ledger = createLedger(input, engine)
  const waiting = new Map<number, FileReport>()
  let next = 0
  let settled = 0
  let bytes = 0

  const work = async (slot: ScanSlot): Promise<void> => {
    while (next < input.files.length && !signal.aborted) {
      const index = next++
      const report = await slot.scan(input.files[index] as string)
      if (signal.aborted) return
      bytes += report.bytes
      waiting.set(index, report)
      // Reports are taken in file order, so that which of two duplicates stays does not depend on the slots.
      for (let ready = waiting.get(settled); ready; ready = waiting.get(settled)) {
        waiting.delete(settled++)
        ledger.add(ready)
      }
      onProgress({ files: settled + waiting.size, bytes })
    }
  }
  await Promise.all(slots.map(work))
  for (const [, report] of [...waiting].sort(([a], [b]) => a - b)) ledger.add(report)
  await Promise.all(slots.map((slot) => slot.close()))
  return ledger.close()
}

interface Ledger {
  add(report: FileReport): void
  close(): ScanResult
}

const createLedger = (input: ScanInput, { ruleSet, watch }: Engine): Ledger => {
  const findings: Finding[] = []
  const seen = new Set<string>()
  const skipped: Record<string, number> = { ...input.skipped }
  const failures: FailedInput[] = [...input.failures]
  const errors = new Map<string, RuleError>()
  const skippedAtFirst = sum(Object.values(input.skipped))
  let records = input.failures.length + skippedAtFirst
  let failed = input.failures.length
  let evaluated = 0
  let files = 0

  const skip = (kind: string, count: number): void => {
    skipped[kind] = (skipped[kind] ?? 0) + count
  }
  const add = (report: FileReport): void => {
    files++
    records += report.read.records
    evaluated += report.read.evaluated
    for (const [kind, count] of Object.entries(report.read.skipped)) skip(kind, count)
    for (const { reason, count } of report.read.failed) {
      failed += count
      failures.push({ file: report.file, reason: count > 1 ? `${reason} (${count} records)` : reason })
    }
    for (const { rule, count, example } of report.ruleErrors) {
      const known = errors.get(rule)
      errors.set(rule, { rule, count: count + (known?.count ?? 0), example: known?.example ?? example })
    }
    for (const one of report.matched) {
      if (one.eventId !== '' && seen.has(one.eventId)) {
        skip('duplicate', 1)
        evaluated--
        continue
      }
      if (one.eventId !== '') seen.add(one.eventId)
      for (const finding of one.findings) findings.push(finding)
      for (const sighting of one.sightings) watch.add(sighting)
    }
  }

  const close = (): ScanResult => {
    for (const finding of watch.close()) findings.push(finding)
    findings.sort(byTime)
    const levels = Object.fromEntries(LEVELS.map((level) => [level, 0])) as Record<Level, number>
    let staged = 0
    for (const { rule, level } of findings)
      if (isStaged(rule)) staged++
      else levels[level]++
    return {
      findings,
      summary: {
        files,
        records,
        evaluated,
        skipped,
        failed,
        failures: failures.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0)),
        rules: ruleSet.rules.length,
        levels,
        staged,
        principals: new Set(findings.map(({ principal }) => principal.identity)).size,
        accounts: new Set(findings.map(({ event }) => event.accountId)).size,
        ruleErrors: [...errors.values()].sort((a, b) => (a.rule < b.rule ? -1 : 1)),
        readEverything: ruleSet.readEverything.map(({ title }) => title),
        interrupted: files < input.files.length,
        filesLeft: input.files.length - files,
      },
    }
  }
  return { add, close }
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)
