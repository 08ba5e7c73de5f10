import { describe, expect, test } from 'vitest'
import { testFormat } from '../../../test/contracts/format.ts'
import { things } from '../testing/things.ts'
import { formats } from './index.ts'

const NAMES = Object.keys(formats) as (keyof typeof formats)[]

test('every thing has a format for people first, and names of its formats are its own', () => {
  expect(NAMES.length).toBeGreaterThanOrEqual(19)
  for (const name of NAMES) {
    const [people, ...programs] = formats[name].map((format) => format.name)
    expect(people).toBe('text')
    expect(programs.length).toBeGreaterThan(0)
    expect(new Set(formats[name].map((format) => format.name)).size).toBe(formats[name].length)
  }
})

describe.each(NAMES)('%s', (name) => {
  describe.each(formats[name].map((format) => [format.name, format] as const))('%s', (_, format) => {
    testFormat(format as never, (text) => things.of(text)[name] as never, things.empty[name] as never)
  })
})
