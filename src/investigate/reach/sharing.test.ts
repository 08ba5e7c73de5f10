/** When an address is one of many, at each limit. */
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import { boardOver, entryOf } from '../testing/board.ts'
import {
  bot,
  call,
  HOME,
  habit,
  INTRUDER,
  INTRUDER2,
  issued,
  keyId,
  LEAKED,
  ROLE,
  reachOver,
  roleArn,
  seed,
  session,
  sessionArn,
  user,
  userArn,
} from '../testing/scene.ts'
import type { Blackboard } from './blackboard.ts'
import { isTied, sharedBy } from './sharing.ts'

const SECOND = 1 / 60
const theft = [
  ...habit('h', bot, HOME, 5),
  call('a1', 1000, bot, INTRUDER, 'sts:GetCallerIdentity'),
  call('a2', 1001, bot, INTRUDER, 'iam:PutUserPolicy'),
]
/** The intruder goes on from another address. */
const next = call('a3', 1002, bot, INTRUDER2, 'iam:CreateUser', { errorCode: 'AccessDenied' })
const person = (n: number): JsonObject => user(`person${n}`, keyId('AKIA', `p${n}`))
const crowd = (count: number): readonly JsonObject[] =>
  Array.from({ length: count }, (_, n) => call(`o${n}`, 1002 + n, person(n), INTRUDER2, 's3:ListBuckets'))

describe('how many others use it', () => {
  test.each([
    [9, 10, true],
    [10, 10, true],
    [11, 10, false],
    [2, 2, true],
    [3, 2, false],
  ])('%i others, with a bound of %i', (count, bound, isFollowed) => {
    const { closure } = reachOver([...theft, next, ...crowd(count)], seed('key', LEAKED), { bound })
    expect(closure.nodes.has(`address:${INTRUDER2}`)).toBe(isFollowed)
    const stop = closure.frontier.find(({ entity }) => entity.value === INTRUDER2)
    expect(stop?.reason).toBe(
      isFollowed ? undefined : `${count} other principals use it: more than ${bound} make it a shared address`,
    )
  })
})

describe('who used it before and after', () => {
  const dana = user('dana', keyId('AKIA', 'dana'))
  const stay = (from: number, to: number): readonly JsonObject[] =>
    [from, to].map((minutes, n) => call(`d${n}`, minutes, dana, INTRUDER2, 's3:ListBuckets'))
  const cases: readonly (readonly [string, readonly JsonObject[], boolean])[] = [
    ['for twelve hours', stay(900, 900 + 720), true],
    ['for a second more', stay(900, 900 + 720 + SECOND), false],
    ['and began with the case', stay(1002, 2000), true],
    ['and began a second before the case', stay(1002 - SECOND, 2000), false],
    ['and ended with the case', stay(200, 1002), true],
    ['and ended a second after the case', stay(200, 1002 + SECOND), false],
  ]
  test.each(cases)('%s', (_, others, isFollowed) => {
    const { closure } = reachOver([...theft, next, ...others], seed('key', LEAKED))
    expect(closure.nodes.has(`address:${INTRUDER2}`)).toBe(isFollowed)
  })
})

describe('an address of several callers', () => {
  const SECOND_KEY = keyId('ASIA', 'second')
  const at = (id: string, minutes: number, who: JsonObject): JsonObject =>
    call(id, minutes, who, INTRUDER2, 's3:ListBuckets')
  const ours = (from: number, to: number, key = LEAKED): readonly JsonObject[] =>
    [from, to].map((minutes, n) => at(`a${n}${key}`, minutes, user('build-bot', key)))
  const dana = (key: string, ...minutes: readonly number[]): readonly JsonObject[] =>
    minutes.map((one) => at(`d${key}${one}`, one, user('dana', keyId('AKIA', key))))
  const foreign = (id: string): JsonObject =>
    at(id, 1500, { type: 'AWSAccount', accountId: id, accessKeyId: keyId('ASIA', id) })
  const both = `${userArn('dana')} used it before and after`
  test.each<[string, readonly JsonObject[], string | undefined]>([
    ['of the case alone', ours(1000, 1010), undefined],
    ['one who was there before and after', [...ours(1000, 1010), ...dana('k', 900, 2000)], both],
    ['before with one key, after with another', [...ours(1000, 1010), ...dana('k', 900), ...dana('l', 2000)], both],
    [
      'with one key for longer than with the next',
      [...ours(1000, 1010), ...dana('k', 900, 2000), ...dana('l', 950)],
      both,
    ],
    [
      'one who came after the first of the case, before its second',
      [...ours(1000, 1010), ...ours(1300, 1310, SECOND_KEY), ...dana('k', 1200, 2100)],
      undefined,
    ],
    [
      'one who left before the last of the case, after its second',
      [...ours(1000, 2000), ...ours(1300, 1310, SECOND_KEY), ...dana('k', 900, 1900)],
      undefined,
    ],
    [
      'more than the bound, of other accounts',
      [...ours(1000, 1010), ...['111122223333', '222233334444', '333344445555'].map(foreign)],
      '3 other principals use it: more than 2 make it a shared address',
    ],
    ['as many as the bound', [...ours(1000, 1010), ...['111122223333', '222233334444'].map(foreign)], undefined],
  ])('%s', (_, records, reason) => {
    const board = boardOver(records, { bound: 2 })
    for (const key of [LEAKED, SECOND_KEY]) board.follow('key', key, false, '', [])
    expect(sharedBy(board, INTRUDER2, true)).toBe(reason)
    // Where the investigation starts with the address, only a crowd shares it.
    expect(sharedBy(board, INTRUDER2, false)).toBe(reason === both ? undefined : reason)
  })
})

describe('a caller is of the case by', () => {
  const byUser = call('e', 0, bot, INTRUDER, 's3:ListBuckets')
  const bySession = call('e', 0, session('Deploy', 'ci', ROLE), INTRUDER, 's3:ListBuckets')
  const nobody = call('e', 0, { type: 'AWSAccount', accountId: '111122223333' }, INTRUDER, 's3:ListBuckets')
  test.each<[string, JsonObject, boolean, (board: Blackboard) => void]>([
    ['nothing', byUser, false, () => {}],
    ['its address: no', byUser, false, (board) => board.follow('address', INTRUDER, true, '', [])],
    ['all of its user', byUser, true, (board) => board.follow('user', userArn('build-bot'), true, '', [])],
    ['some of its user: no', byUser, false, (board) => board.follow('user', userArn('build-bot'), false, '', [])],
    ['its session', bySession, true, (board) => board.follow('session', sessionArn('Deploy', 'ci'), false, '', [])],
    ['all of its role', bySession, true, (board) => board.follow('role', roleArn('Deploy'), true, '', [])],
    ['some of its role: no', bySession, false, (board) => board.follow('role', roleArn('Deploy'), false, '', [])],
    ['its key', byUser, true, (board) => board.follow('key', LEAKED, false, '', [])],
    ['another key: no', byUser, false, (board) => board.follow('key', ROLE, true, '', [])],
    ['a key, where it has no name and no key: no', nobody, false, (board) => board.follow('key', LEAKED, true, '', [])],
  ])('%s', (_, record, isOurs, know) => {
    const board = boardOver([record])
    know(board)
    expect(isTied(board, entryOf(board, 'e'))).toBe(isOurs)
  })
})

test.each([
  [7, true],
  [8, false],
])('a key is of the case when %i handed it out before somebody of the case did: %s', (count, isOurs) => {
  const key = keyId('ASIA', 'often')
  const handOut = (id: string, minutes: number, who: JsonObject): JsonObject =>
    call(id, minutes, who, HOME, 'sts:AssumeRole', issued(key, sessionArn('Deploy', 'x')))
  const broker = user('broker', keyId('AKIA', 'broker'))
  const before = Array.from({ length: count }, (_, n) => handOut(`i${n}`, n, broker))
  const used = call('u', 100, session('Deploy', 'x', key), INTRUDER2, 's3:ListBuckets')
  const board = boardOver([...before, handOut('last', 50, bot), used])
  expect(isTied(board, entryOf(board, 'u'))).toBe(false)
  board.follow('key', LEAKED, false, '', [])
  expect(isTied(board, entryOf(board, 'u'))).toBe(isOurs)
})
