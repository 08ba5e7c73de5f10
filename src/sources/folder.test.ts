import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { drain, sourceContract } from '../../test/contracts/source.ts'
import type { Input, Source } from '../core/source.ts'
import { openMemory } from '../stores/memory.ts'
import { folderSource } from './folder.ts'

const home = mkdtempSync(join(tmpdir(), 'tattletrail-folder-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

let places = 0
/** A folder of its own, a store, and a clock that is ahead so that everything has settled. */
const prepare = () => {
  const root = join(home, `place-${++places}`, 'logs')
  mkdirSync(root, { recursive: true })
  const store = openMemory()
  const problems: string[] = []
  return {
    root,
    store,
    problems,
    outside: join(home, `place-${places}`),
    write: (name: string, content = '{"Records":[]}'): string => {
      writeFileSync(join(root, name), content)
      return join(root, name)
    },
    open: (follow = false, now: () => number = () => Date.now() + 5_000): Source =>
      folderSource(root, store, { follow, now, onProblem: (reason) => problems.push(reason) }),
  }
}
const ack = (input: Input): Promise<void> => input.ack()
const namesOf = (inputs: readonly Input[], root: string): readonly string[] =>
  inputs.map(({ name }) => name.slice(root.length + 1))
/** Change times are told apart by the milliseconds in which the kernel counts. */
const tick = (): Promise<void> => setTimeout(20)

sourceContract('folder', async () => {
  const { root, write, open } = prepare()
  mkdirSync(join(root, 'b'))
  const names = ['a.json', 'b/b.json', 'c.jsonl', 'd.json'].map((name) => write(name))
  await tick()
  return {
    names,
    open: (follow) => open(follow),
    spoil: async () => {
      const path = names[1] ?? ''
      const before = readFileSync(path)
      truncateSync(path, 300 * 2 ** 20)
      return async () => {
        writeFileSync(path, before)
      }
    },
  }
})

describe('what comes later is offered, and only that', () => {
  test.each<[string, (place: ReturnType<typeof prepare>) => readonly string[]]>([
    ['a file', ({ write }) => [write('new.json')]],
    ['a file whose name sorts before', ({ write }) => [write('0.json')]],
    [
      'a file with an old modification time',
      ({ write }) => {
        const path = write('old.json')
        utimesSync(path, 1, 1)
        return [path]
      },
    ],
    ['a file that was written again', ({ write }) => [write('a.json', '{"Records":[{}]}')]],
    [
      'a file that is moved in',
      ({ root, outside }) => {
        renameSync(join(outside, 'waiting.json'), join(root, 'moved.json'))
        return [join(root, 'moved.json')]
      },
    ],
    [
      'a folder that is moved in, with folders in it',
      ({ root, outside }) => {
        renameSync(join(outside, 'whole'), join(root, 'whole'))
        return [join(root, 'whole', 'deep', 'd.json'), join(root, 'whole', 'w.json')]
      },
    ],
    [
      'a link to a file',
      ({ root, outside }) => {
        symlinkSync(join(outside, 'waiting.json'), join(root, 'link.json'))
        return [join(root, 'link.json')]
      },
    ],
    [
      'a link to a folder',
      ({ root, outside }) => {
        symlinkSync(join(outside, 'whole'), join(root, 'linked'))
        return [join(root, 'linked', 'deep', 'd.json'), join(root, 'linked', 'w.json')]
      },
    ],
    [
      'nothing, for other names and empty folders',
      ({ root, write }) => {
        write('notes.txt')
        mkdirSync(join(root, 'empty'))
        return []
      },
    ],
  ])('%s', async (_, change) => {
    const place = prepare()
    mkdirSync(join(place.outside, 'whole', 'deep'), { recursive: true })
    for (const name of ['waiting.json', 'whole/w.json', 'whole/deep/d.json'])
      writeFileSync(join(place.outside, name), '{"Records":[]}')
    await tick()
    place.write('a.json')
    place.write('b.json')
    await drain(place.open(), ack)
    await tick()
    const expected = change(place)
    const taken = await drain(place.open(), ack)
    expect(taken.map(({ name }) => name).sort()).toEqual(expected)
    expect(await drain(place.open(), ack)).toEqual([])
  })
})

test('a file is left alone until it has settled', async () => {
  const { root, write, open } = prepare()
  write('a.json', '{"Records":[')
  const stop = new AbortController()
  const seen: string[] = []
  const running = drain(
    open(true, Date.now),
    async (input) => {
      seen.push((await input.read()).toString())
      await input.ack()
      stop.abort()
    },
    stop.signal,
  )
  for (let n = 0; n < 8; n++) {
    await setTimeout(150)
    appendFileSync(join(root, 'a.json'), n < 7 ? ' ' : ']}')
  }
  await running
  expect(seen).toEqual([`{"Records":[${' '.repeat(7)}]}`])
})

describe('a file that grows line by line', () => {
  test('is read as it grows, each whole line once', async () => {
    const { root, write, open } = prepare()
    write('a.jsonl', '{"n":0}\n{"n":')
    const stop = new AbortController()
    let read = ''
    const running = drain(
      open(true, Date.now),
      async (input) => {
        const bytes = await input.read()
        read += bytes
        await input.ack()
        if (read.endsWith('{"n":9}\n')) stop.abort()
      },
      stop.signal,
    )
    for (let n = 1; n <= 9; n++) {
      await setTimeout(n === 4 ? 2_500 : 300)
      appendFileSync(join(root, 'a.jsonl'), n === 1 ? '1}\n' : `{"n":${n}}\n`)
    }
    await running
    expect(read).toBe(Array.from({ length: 10 }, (_, n) => `{"n":${n}}\n`).join(''))
  }, 20_000)

  test('is read from its beginning when it was cut, replaced, or another process reads it', async () => {
    const { root, write, open } = prepare()
    const source = (): Promise<readonly string[]> => {
      const texts: string[] = []
      return drain(open(), async (input) => {
        texts.push((await input.read()).toString())
        await input.ack()
      }).then(() => texts)
    }
    write('a.jsonl', '1\n2\n')
    expect(await source()).toEqual(['1\n2\n'])
    await tick()
    write('a.jsonl', '3\n')
    expect(await source()).toEqual(['3\n'])
    await tick()
    write('b.jsonl', '4\n5\n6\n')
    renameSync(join(root, 'b.jsonl'), join(root, 'a.jsonl'))
    expect(await source()).toEqual(['4\n5\n6\n'])
  })
})

test('what fails is offered again after a restart and when it changes, and the rest goes on', async () => {
  const { root, write, open } = prepare()
  for (const name of ['a.json', 'b.json', 'c.json']) {
    write(name)
    await tick()
  }
  const take = async (input: Input): Promise<void> => (input.name.endsWith('b.json') ? input.fail('bad') : input.ack())
  const first = await drain(open(), take)
  expect(namesOf(first, root)).toEqual(['c.json', 'b.json', 'a.json'])
  expect(namesOf(await drain(open(), take), root)).toEqual(['b.json'])
  await tick()
  write('b.json', '[]')
  expect(namesOf(await drain(open(), ack), root)).toEqual(['b.json'])
})

test('a file that vanishes before it is read says so', async () => {
  const { root, write, open } = prepare()
  write('a.json')
  await tick()
  write('b.json')
  const taken = await drain(open(), async (input) => {
    rmSync(join(root, 'a.json'), { force: true })
    if (input.name.endsWith('b.json')) return input.ack()
    await expect(input.read()).rejects.toThrow('no such file or folder')
    await input.fail('gone')
  })
  expect(namesOf(taken, root)).toEqual(['b.json', 'a.json'])
})

test('links in a circle, and to nowhere', async () => {
  const { root, write, open, problems } = prepare()
  write('a.json')
  symlinkSync(root, join(root, 'round'))
  symlinkSync(join(root, 'nowhere'), join(root, 'n.json'))
  expect(namesOf(await drain(open(), ack), root)).toEqual(['a.json'])
  expect(problems).toEqual([])
})

test('no such folder: said at once', async () => {
  const { open, outside } = prepare()
  rmSync(join(outside, 'logs'), { recursive: true })
  await expect(drain(open(true), ack)).rejects.toThrow('no such file or folder')
})

test('a store that is busy keeps nothing from being read', async () => {
  const { root, write } = prepare()
  write('a.json')
  const problems: string[] = []
  const busy = () => Promise.reject(new Error('database is locked'))
  const source = folderSource(
    root,
    { ...openMemory(), noteHandled: busy },
    {
      follow: false,
      now: () => Date.now() + 5_000,
      onProblem: (reason) => problems.push(reason),
    },
  )
  expect(await drain(source, ack)).toHaveLength(1)
  expect(problems).toContain('database is locked')
})
