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
  reachOver,
  seed,
  session,
  sessionArn,
  user,
} from '../testing/scene.ts'
import { isTied } from './sharing.ts'

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
