/** Fuzz of the lake: it answers every filter as memory does, and SQL about every record. */
import { deepStrictEqual } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { queryLake } from '../../src/app/history/query.ts'
import { text } from '../../src/core/json.ts'
import { filterTest } from '../../src/investigate/filter/filter.ts'
import { anyFilter, anyRecords } from '../../src/investigate/testing/hostile.ts'
import { openLakeWriter } from '../../src/lake/collect.ts'
import { openLakeQuery } from '../../src/lake/event-query.ts'
import { defineTarget } from './target.ts'

const LOOKS_INTO_ALL = "SELECT count(requestparameters), count(json_extract_string(raw, '$.eventID')) FROM events"

export const lake = defineTarget(
  'lake',
  2,
  fc.tuple(anyRecords(40), fc.array(anyFilter, { maxLength: 8 })),
  async ([records, filters]) => {
    const folder = mkdtempSync(join(tmpdir(), 'tattletrail-fuzz-'))
    try {
      const writer = await openLakeWriter(folder)
      for (const record of records) writer.add(record)
      await writer.endInput({ name: 'one.json', size: 1, sha256: 'one', records: records.length, failed: [] })
      await writer.close()
      const opened = await openLakeQuery(folder)
      for (const filter of filters) {
        const [test, found] = [filterTest(filter), new Set<string>()]
        for await (const piece of opened.query(filter))
          for (const { record } of piece) if (test(record)) found.add(text(record, 'eventID') ?? '')
        deepStrictEqual(
          [...found].sort(),
          records
            .filter(test)
            .map((record) => text(record, 'eventID') ?? '')
            .sort(),
        )
      }
      opened.close()
      const { rows, close } = await queryLake(LOOKS_INTO_ALL, folder)
      for await (const [counts] of rows) deepStrictEqual(counts?.[1], records.length)
      close()
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
