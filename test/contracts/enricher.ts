/** The contract of an enricher: every entry of the registry is held to it by a test beside it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EnricherPlugin, EnricherTools, Learnt } from '../../src/enrich/define.ts'

export interface EnricherUnderTest {
  /** As a person writes it. */
  readonly value: unknown
  /** Values that it refuses, besides those that every enricher does. */
  readonly wrong?: readonly unknown[]
  /** What it is given to learn from, and nothing else: of a file its bytes. */
  readonly tools: Partial<EnricherTools>
}

const FOREIGN = [
  'root:hunter2:0:0:root:/root:/bin/bash\n',
  '[default]\naws_secret_access_key = hunter2\n',
  'SHELL=/bin/sh\0TOKEN=hunter2\0',
  '{"token": "hunter2"}',
  'hunter2,"',
]

const unasked = (): never => {
  throw new Error('it said nothing of this')
}

export const enricherContract = (enricher: EnricherPlugin, { value, wrong = [], tools }: EnricherUnderTest): void => {
  const learn = async (changes: Partial<EnricherTools> = {}): Promise<Learnt> => {
    const read = enricher.read(value)
    if (!read.success) throw read.error
    return read.data.learn({ file: unasked, openDatabase: unasked, organization: unasked, ...tools, ...changes })
  }

  describe(`contract of an enricher: ${enricher.key}`, () => {
    test.each([undefined, null, 7, '', {}, [value], ...wrong])('refuses %j', (other) => {
      expect(enricher.read(other).success).toBe(false)
    })

    test('knows facts of its one kind, as plain data, and the same every time', async () => {
      const learnt = await learn()
      expect(learnt).toMatchObject({ facts: { [enricher.gives]: expect.anything() } })
      if ('problem' in learnt) throw new Error(learnt.problem)
      expect(Object.keys(learnt.facts)).toEqual([enricher.gives])
      expect(learnt.facts[enricher.gives]?.length).toBeGreaterThan(0)
      expect(structuredClone(learnt.facts)).toEqual(learnt.facts)
      expect(await learn()).toEqual(learnt)
    })

    test('what it cannot get is told as it was told', async () => {
      const refuse = (): never => {
        throw new Error('permission denied')
      }
      const refused = Object.fromEntries(Object.keys(tools).map((key) => [key, refuse]))
      await expect(learn(refused)).rejects.toThrow('permission denied')
    })

    const { file } = tools
    if (!file) return
    test.each(FOREIGN)('a file of somebody else is told without a word of it: %j', async (text) => {
      const learnt = await learn({ file: () => Buffer.from(text) })
      expect(learnt).toHaveProperty('problem')
      expect(JSON.stringify(learnt)).not.toContain('hunter2')
    })
    test('whatever the file holds: facts, or words', { tags: 'property' }, async () => {
      const good = file()
      const bytes = fc.oneof(
        fc.uint8Array({ maxLength: 400 }).map((random) => Buffer.from(random)),
        fc.string({ unit: 'binary', maxLength: 400 }).map((text) => Buffer.from(text)),
        fc.json().map((text) => Buffer.from(text)),
        fc.nat(good.length).map((end) => good.subarray(0, end)),
        fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, byte]) => {
          const damaged = Buffer.from(good)
          damaged[at] = byte
          return damaged
        }),
      )
      await fc.assert(
        fc.asyncProperty(bytes, async (held) => {
          const learnt = await learn({ file: () => held })
          if ('problem' in learnt) expect(learnt.problem).toMatch(/\w{3}/)
          else for (const { message } of learnt.faults ?? []) expect(message).toMatch(/\w{3}/)
        }),
        { numRuns: 100 },
      )
    })
  })
}
