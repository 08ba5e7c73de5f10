/** Real logs: every record accounted for, and the fast path hands over what the full path does. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ReadResult, readLog } from '../../src/cloudtrail/read-log.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { Row, Suite } from './suite.ts'

/** Folder -> how many records it is known to hold. */
const FOLDERS: Readonly<Record<string, number>> = {
  'investigate/invictus': 2900,
  stratus: 0,
  stratus_2022: 0,
  background: 0,
}
const WANTED = new Set(['CreateUser', 'StopLogging', 'DeleteTrail', 'AssumeRole', 'ConsoleLogin', 'CreateAccessKey'])
const wants = (eventName: string | undefined): boolean => eventName !== undefined && WANTED.has(eventName)

export const readingSuite: Suite = (casesFolder) =>
  Object.entries(FOLDERS).flatMap(([folder, known]) => {
    const files = readdirSync(join(casesFolder, folder)).filter((name) => /\.(jsonl|json\.gz)$/.test(name))
    const reports = files.map((name) => compare(name, readFileSync(join(casesFolder, folder, name))))
    const count = (pick: (report: Report) => number): number => reports.reduce((sum, report) => sum + pick(report), 0)
    const records = count(({ full }) => full.records)
    return [
      row(
        `${folder}: records evaluated`,
        count(({ full }) => full.evaluated),
        known || records,
        [],
      ),
      row(
        `${folder}: files read the same on the fast path`,
        reports.filter(({ differs }) => !differs).length,
        files.length,
        reports.filter(({ differs }) => differs).map(({ name }) => name),
      ),
    ]
  })

interface Report {
  readonly name: string
  readonly full: ReadResult
  readonly differs: boolean
}

const compare = (name: string, bytes: Buffer): Report => {
  const all: JsonObject[] = []
  const some: JsonObject[] = []
  const full = readLog(bytes, {}, (record) => all.push(record))
  const fast = readLog(bytes, { wants }, (record) => some.push(record))
  const expected = all.filter(({ eventName }) => typeof eventName !== 'string' || wants(eventName))
  const same = ['records', 'evaluated', 'skipped', 'failed'] as const
  const differs =
    JSON.stringify(some) !== JSON.stringify(expected) ||
    same.some((key) => JSON.stringify(full[key]) !== JSON.stringify(fast[key]))
  return { name, full, differs }
}

const row = (what: string, passed: number, total: number, failures: readonly string[]): Row => ({
  suite: 'reading',
  what,
  passed,
  total,
  required: total,
  failures,
})
