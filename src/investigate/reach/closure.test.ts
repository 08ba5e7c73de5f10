/** When the rules of a pass have nothing more to learn from each other, and when they are stopped. */
import { expect, test } from 'vitest'
import { boardOver } from '../testing/board.ts'
import { bot, call, INTRUDER, INTRUDER2, issued, keyId, session, sessionArn } from '../testing/scene.ts'
import { closeOver } from './closure.ts'

const key = (n: number): string => keyId('ASIA', `n${n}`)
/** Each key was handed out by a call that is logged after all that was done with it: every link takes a pass of its own. */
const against = (length: number) =>
  Array.from({ length }, (_, n) =>
    call(
      `e${n}`,
      length - n,
      n === 0 ? bot : session('Deploy', `s${n}`, key(n)),
      n === 0 ? INTRUDER : INTRUDER2,
      'sts:AssumeRole',
      issued(key(n + 1), sessionArn('Deploy', `s${n + 1}`)),
    ),
  )

test.each([
  [10, true, false],
  [98, true, false],
  // Its last pass learned something.
  [99, true, true],
  [100, true, true],
  [101, false, true],
])('of %i links against the order of time the end is reached: %s, and it is cut: %s', (length, isReached, isCut) => {
  const { ledger, rules, asked } = boardOver(against(length))
  asked.addresses.add(INTRUDER)
  const { cut, nodes } = closeOver(ledger, rules, asked)
  expect([nodes.has(`key:${key(length)}`), cut]).toEqual([isReached, isCut])
})
