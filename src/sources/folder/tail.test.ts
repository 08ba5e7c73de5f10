import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { createTails, growsByLines } from './tail.ts'

const home = mkdtempSync(join(tmpdir(), 'tattletrail-tail-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))
let places = 0

/** Lines of one length, each once in the world, as of records with ids of their own. */
const newLines = () => {
  let next = 0
  return (count: number): string =>
    Array.from({ length: count }, () => `{"eventID":"${String(next++).padStart(8, '0')}"}\n`).join('')
}

/** One file that is written and followed; what a look could have seen is what must have been read. */
const follow = () => {
  const folder = join(home, `place-${++places}`)
  mkdirSync(folder)
  const path = join(folder, 'a.jsonl')
  const lines = newLines()
  const tails = createTails()
  const [due, read] = [new Set<string>(), new Set<string>()]
  const see = (text: string, into: Set<string>): void => {
    for (const line of text.split('\n').slice(0, -1)) into.add(line)
  }
  const now = (): string => {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return ''
    }
  }
  /** A look was at the file that is there now: what it holds when it is renamed, replaced or removed can still be read. */
  let isOpen = false
  const leave = (): void => {
    if (isOpen) see(now(), due)
    isOpen = false
  }
  const act = {
    append: (count: number) => appendFileSync(path, lines(count)),
    partly: () => {
      const line = lines(1)
      appendFileSync(path, line.slice(0, 7))
      appendFileSync(path, line.slice(7))
    },
    copytruncate: (count: number) => {
      writeFileSync(path, '', { flag: 'a' })
      truncateSync(path, 0)
      appendFileSync(path, lines(count))
    },
    rewrite: () => {
      const count = now().split('\n').length - 1
      writeFileSync(path, lines(count))
    },
    edit: () => {
      const [, ...rest] = now().split('\n')
      if (rest.length > 0) writeFileSync(path, `${lines(1)}${rest.join('\n')}`)
    },
    rename: () => {
      if (now() === '') return
      leave()
      renameSync(path, join(folder, `old-${places}-${Math.trunc(due.size)}`))
    },
    replace: (count: number) => {
      leave()
      writeFileSync(join(folder, 'new'), lines(count))
      renameSync(join(folder, 'new'), path)
    },
    remove: () => {
      leave()
      rmSync(path, { force: true })
    },
    look: () => {
      for (const { piece } of tails.rotated()) {
        see(piece.bytes.toString(), read)
        piece.done()
      }
      if (now() === '') return
      see(now(), due)
      isOpen = true
      const piece = tails.read(path, false)
      see(piece.bytes.toString(), read)
      piece.done()
    },
  }
  return { act, tails, missing: () => [...due].filter((line) => !read.has(line)) }
}

type Act = ReturnType<typeof follow>['act']
const acts = fc.oneof(
  { weight: 4, arbitrary: fc.constant<[keyof Act, number]>(['look', 0]) },
  {
    weight: 6,
    arbitrary: fc.tuple(
      fc.constantFrom<keyof Act>('append', 'partly', 'copytruncate', 'rewrite', 'edit', 'rename', 'replace', 'remove'),
      fc.integer({ min: 1, max: 5 }),
    ),
  },
)

test('whatever happens to a file between looks, what a look could see is read', { tags: 'property' }, () => {
  let looked = 0
  fc.assert(
    fc.property(fc.array(acts, { minLength: 3, maxLength: 25 }), (list) => {
      const { act, tails, missing } = follow()
      for (const [name, count] of list) act[name](count)
      act.look()
      tails.close()
      looked += list.filter(([name]) => name === 'look').length
      expect(missing()).toEqual([])
    }),
    { numRuns: 300 },
  )
  expect(looked).toBeGreaterThan(500)
})

test('only what is new is read, in a file of any length', () => {
  for (const count of [1, 100, 20_000]) {
    const { act, tails } = follow()
    const path = join(home, `place-${places}`, 'a.jsonl')
    act.append(count)
    act.look()
    act.append(3)
    expect(tails.read(path, false).bytes.toString().split('\n')).toHaveLength(4)
    tails.close()
  }
})

test('a long file that was changed anywhere that is looked at is read anew', () => {
  const { act, tails } = follow()
  const path = join(home, `place-${places}`, 'a.jsonl')
  act.append(40_000)
  act.look()
  const before = readFileSync(path)
  for (const place of [0, before.length - 20]) {
    const changed = Buffer.from(before)
    changed[place + 12] = 0x78
    writeFileSync(path, changed)
    expect(tails.read(path, true).bytes.length).toBe(before.length)
  }
  tails.close()
})

test.each([
  ['a.jsonl', true],
  ['a.ndjson', true],
  ['a.jsonl.1', true],
  ['a.jsonl-20260304', true],
  ['a.json', false],
  ['a.jsonl.gz', false],
  ['jsonl', false],
])('%s grows by lines: %s', (name, expected) => {
  expect(growsByLines(name)).toBe(expected)
})
