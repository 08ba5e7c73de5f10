/** What a step would have broken: calls of ordinary days, and those of the case that may be the owner's. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Case } from '../../core/case.ts'
import type { JsonObject } from '../../core/json.ts'
import type { PlannedStep } from '../../flows/contain/plan.ts'
import { ladderText } from '../../report/contain.ts'
import { historyOf } from './history.ts'

const home = mkdtempSync(join(tmpdir(), 'tattletrail-history-'))
afterAll(() => rmSync(home, { recursive: true }))

const KEY = 'AKIAIOSFODNN7EXAMPLE'
const OFFICE = '198.51.100.7'
const SEED = '203.0.113.9'
const record = (day: number, sourceIPAddress: string, source: string, eventName: string): JsonObject => ({
  ...{ eventTime: `2026-03-${String(day).padStart(2, '0')}T09:00:00Z`, eventSource: `${source}.amazonaws.com` },
  ...{ eventName, sourceIPAddress, awsRegion: 'eu-west-1', recipientAccountId: '123456789012' },
  userIdentity: {
    type: 'IAMUser',
    userName: 'mallory',
    arn: 'arn:aws:iam::123456789012:user/mallory',
    accessKeyId: KEY,
  },
})
const days = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, at) => from + at)
const office = days(1, 26).map((day) => record(day, OFFICE, 's3', 'ListBuckets'))
const attack = days(26, 31).map((day) => record(day, SEED, 'iam', 'CreateUser'))
const moved = [record(29, '203.0.113.77', 'iam', 'ListUsers')]

const caseOf = (value: string, records: readonly JsonObject[]) =>
  ({
    seed: { kind: 'address', value },
    events: records.map(({ eventTime: time, eventSource: source, eventName: name, sourceIPAddress: address }) => ({
      ...{ time, source, name, address },
    })),
  }) as unknown as Case
const step = { action: 'disable-key', title: 'disable', target: { kind: 'key', name: KEY } } as unknown as PlannedStep

test.each<[string, string, readonly JsonObject[], readonly [observed: number, ordinary: number], RegExp]>([
  ['the calls from its address alone', SEED, attack, [5, 26], /breaks {2}25 × s3:ListAllMyBuckets/],
  [
    'all calls, though they began elsewhere',
    SEED,
    [...office, ...attack],
    [5, 26],
    /breaks {2}25 × s3:ListAllMyBuckets/,
  ],
  ['the same by its network', '203.0.113.0/28', [...office, ...attack], [5, 26], /breaks {2}25 × s3/],
  ['where the intruder went later, too', SEED, [...office, ...attack, ...moved], [6, 25], /breaks {2}25 × s3/],
  ['all calls of a key', KEY, [...office, ...attack, ...moved], [31, 0], /breaks {2}not known/],
])('a case with %s', async (_, seed, inCase, [observed, ordinary], says) => {
  const logs = join(home, 'logs.json')
  writeFileSync(logs, JSON.stringify({ Records: [...office, ...attack, ...moved] }))
  const history = await historyOf([logs], caseOf(seed, inCase), () => {}, new AbortController().signal)
  const preview = history.preview(step)
  expect(preview).toMatchObject({ observed, stopped: observed, ordinary })
  const shown = { ...step, does: [], undoes: [], stops: [], doesNotStop: [], warnings: [], preview }
  const plan = { id: 'p', account: '123456789012', expires: '', steps: [], refused: [] }
  const page = { colors: { bold: String, dim: String }, width: 80 } as unknown as Parameters<
    typeof ladderText.render
  >[1]
  const lines = ladderText.render({ steps: [shown] as never, facts: [], unread: [], plan }, page) as Iterable<string>
  const text = [...lines].join('\n')
  expect(text).toMatch(says)
  expect(history.needs(step.target).networks).not.toContain(SEED)
})
