import { expect, test } from 'vitest'
import { DURATION, parseDuration, UNITS } from './duration.ts'

test.each<[text: string, milliseconds: number | undefined]>([
  ['90s', 90_000],
  ['15m', 900_000],
  ['24h', 86_400_000],
  ['007d', 604_800_000],
  ['0s', 0],
  ['999999d', 86_399_913_600_000],
  ['1000000d', undefined],
  ['24H', undefined],
  ['1.5h', undefined],
  ['-1h', undefined],
  [' 1h', undefined],
  ['1h ', undefined],
  ['1 h', undefined],
  ['1hh', undefined],
  ['h', undefined],
  ['1w', undefined],
  ['1', undefined],
  ['', undefined],
])('%j', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds)
  expect(DURATION.test(text)).toBe(milliseconds !== undefined)
})

test('more units, where a specification has them', () => {
  const units = new Map([...UNITS, ['w', 604_800_000]])
  expect(parseDuration('2w', units)).toBe(1_209_600_000)
  expect(parseDuration('2h', units)).toBe(7_200_000)
})
