/**
 * Fuzz of the reader: the fast one hands over what the full one does, and every record is accounted for. Where the full one meets
 * what is no JSON, the fast one may not: it looks into no record that nobody wants. It never hands over less.
 */
import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { type ReadOptions, readLog } from '../../src/cloudtrail/read-log.ts'
import { type JsonObject, own } from '../../src/core/json.ts'
import { simulate } from '../../src/simulate/index.ts'
import { defineTarget, mutated } from './target.ts'

const logs = [...simulate({ events: 300, days: 1, start: '2026-03-02', seed: 5, stories: ['all'] })]
  .map(({ text }) => text)
  .filter((text) => text.length < 20_000)
const lines = logs.map((text) =>
  ((JSON.parse(text).Records ?? []) as JsonObject[]).map((one) => JSON.stringify(one)).join('\n'),
)

const WANTED = new Set(['AssumeRole', 'GetObject', 'ConsoleLogin', 'CreateAccessKey', 'StopLogging'])
const wants = (name: string | undefined): boolean => name !== undefined && WANTED.has(name)
/** A name that is no text may mean anything: the record is always handed over. */
const isWanted = (record: JsonObject): boolean => {
  const name = own(record, 'eventName')
  return name !== undefined && (typeof name !== 'string' || WANTED.has(name))
}

const read = (bytes: Buffer, options: ReadOptions) => {
  const handed: JsonObject[] = []
  return { handed, ...readLog(bytes, options, (record) => handed.push(record)) }
}

export const reading = defineTarget('reading', 300, mutated([...logs, ...lines]), (text) => {
  for (const bytes of [Buffer.from(text), gzipSync(text, { level: 1 })]) {
    const [full, fast] = [read(bytes, {}), read(bytes, { wants })]
    const wanted = full.handed.filter(isWanted)
    if (full.failed.length > 0) {
      const handed = new Set(fast.handed.map((record) => JSON.stringify(record)))
      deepStrictEqual(
        wanted.filter((record) => !handed.has(JSON.stringify(record))),
        [],
      )
    } else {
      deepStrictEqual(fast.handed, wanted)
      deepStrictEqual([fast.records, fast.skipped], [full.records, full.skipped])
    }
    const counts = [...Object.values(full.skipped), ...full.failed.map(({ count }) => count)]
    strictEqual(
      full.records,
      counts.reduce((sum, count) => sum + count, full.evaluated),
    )
  }
})
