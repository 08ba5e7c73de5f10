import { expect, test } from 'vitest'
import type { Case } from '../core/case.ts'
import { seedOf } from './case-counts.ts'
import { reportCommand, stopByHand } from './case-next.ts'
import { makeCase } from './testing/case.ts'

const found = makeCase({ events: 40 })
const calm: Case = { ...found, entities: [], standing: [] }
const only = (kind: string): Case => ({ ...calm, entities: found.entities.filter((entity) => entity.kind === kind) })

const STOPS: readonly (readonly [string, Case, string | undefined])[] = [
  [
    'all of it',
    found,
    'by hand: make keys AKIAIOSFODNN7EXAMPLE, AKIAI44QH8DHBEXAMPLE inactive; revoke the sessions of role Deploy; undo what still stands',
  ],
  ['a session key ends by itself: its role', only('session'), 'by hand: revoke the sessions of role Deploy'],
  ['keys', only('key'), 'by hand: make key AKIAIOSFODNN7EXAMPLE inactive'],
  ['what was only assumed', only('role'), undefined],
  ['nothing', calm, undefined],
]
test.each(STOPS)('to stop %s', (_, one, expected) => {
  expect(stopByHand(one)).toBe(expected)
})

const COMMANDS: readonly (readonly [readonly string[], string])[] = [
  [['investigate', 'dana', './logs', '-f', 'text'], 'investigate dana ./logs'],
  [['investigate', 'dana', './logs', '-ftext', '--all', '--no-color'], 'investigate dana ./logs'],
  [['investigate', '--format', 'text', '$(id)', '--from', '2026-03-04'], "investigate '$(id)' --from 2026-03-04"],
  [['investigate', 'a b', '', "it's"], "investigate 'a b' '' 'it'\\''s'"],
]
test.each(COMMANDS)('%j, for the report', (typed, expected) => {
  expect(reportCommand(found, typed)).toBe(`tattletrail ${expected} --format html > case-20260304-1.html`)
})

test('what it started from is called as people call it', () => {
  expect(seedOf({ ...found, seed: { kind: 'alert', value: 'one,two,three' } })).toBe('the alert')
  expect(seedOf({ ...found, seed: { kind: 'role', value: 'arn:aws:iam::123456789012:role/Deploy' } })).toBe(
    'role Deploy',
  )
  expect(seedOf({ ...found, seed: { kind: 'role', value: 'Unknown' } })).toBe('Unknown')
})
