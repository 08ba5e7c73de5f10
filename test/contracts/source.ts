/** The contract of a source: what every implementation must hold, run by each of them. */
import { describe, expect, test } from 'vitest'
import type { Input, Source } from '../../src/core/source.ts'

export interface SourceUnderTest {
  /** What it offers, by the names of its inputs, in any order. At least three. */
  readonly names: readonly string[]
  /** The same place, read on after a restart; a source that is asked to follow is not. */
  readonly open: (follow: boolean) => Source
  /** Makes the time pass after which a failed input is offered again. */
  readonly later?: () => Promise<void>
  /** Makes `names[1]` impossible to read, until the returned function is called. */
  readonly spoil: () => Promise<() => Promise<void>>
}

/** @param prepare a place of its own for every test */
export const sourceContract = (name: string, prepare: () => Promise<SourceUnderTest>): void => {
  describe(`contract of a source: ${name}`, () => {
    test('every input is offered, and can be read; acknowledged, it is not offered again, nor after a restart', async () => {
      const { names, open } = await prepare()
      expect(names.length).toBeGreaterThanOrEqual(3)
      const taken = await drain(open(false), async (input) => {
        expect((await input.read()).length).toBeGreaterThan(0)
        await input.ack()
      })
      expect(taken.map(({ name }) => name).sort()).toEqual([...names].sort())
      expect(await drain(open(false), (input) => input.ack())).toEqual([])
    })

    test('what was neither acknowledged nor failed is offered after a restart', async () => {
      const { names, open, later } = await prepare()
      const stop = new AbortController()
      const [first] = await drain(open(true), async () => stop.abort(), stop.signal)
      expect(names).toContain(first?.name)
      await later?.()
      const taken = await drain(open(false), (input) => input.ack())
      expect(taken.map(({ name }) => name).sort()).toEqual([...names].sort())
    })

    test('what failed is offered again, in the same process or after a restart; its neighbours are not lost', async () => {
      const { names, open, later } = await prepare()
      const failed = new Set<string>()
      const acked: string[] = []
      const take = async (input: Input): Promise<void> => {
        if (input.name !== names[1] || failed.has(input.name)) {
          acked.push(input.name)
          return input.ack()
        }
        failed.add(input.name)
        return input.fail('the store was busy')
      }
      await drain(open(false), take)
      await later?.()
      await drain(open(false), take)
      expect(acked.sort()).toEqual([...names].sort())
      expect(failed.size).toBe(1)
    })

    test('what cannot be read says why, and nothing else suffers', async () => {
      const { names, open, later, spoil } = await prepare()
      const mend = await spoil()
      const acked: string[] = []
      const reasons: string[] = []
      const take = async (input: Input): Promise<void> => {
        try {
          await input.read()
          acked.push(input.name)
          await input.ack()
        } catch (error) {
          reasons.push((error as Error).message)
          await input.fail((error as Error).message)
        }
      }
      await drain(open(false), take)
      expect([...new Set(acked)].sort()).toEqual(names.filter((one) => one !== names[1]).sort())
      expect(reasons.length).toBeGreaterThan(0)
      for (const reason of reasons) expect(reason).toMatch(/\w{3}/)
      await mend()
      await later?.()
      await drain(open(false), take)
      expect(acked).toContain(names[1])
    })

    test('it ends soon when it is told to, and offers nothing more', async () => {
      const { open } = await prepare()
      const stop = new AbortController()
      const source = open(true)
      let offered = 0
      let told = Number.NaN
      const tell = (): void => {
        told = performance.now()
        stop.abort()
      }
      for await (const input of source.inputs(stop.signal)) {
        expect(stop.signal.aborted).toBe(false)
        // By then it waits for more.
        if (++offered === 3) setTimeout(tell, 300)
        await input.ack()
      }
      expect(performance.now() - told).toBeLessThan(5_000)
    })

    test('told to stop before it began: nothing', async () => {
      const { open } = await prepare()
      expect(await drain(open(true), (input) => input.ack(), AbortSignal.abort())).toEqual([])
    })
  })
}

/** Takes each input as it comes, as the flow does. */
export const drain = async (
  source: Source,
  take: (input: Input) => Promise<void>,
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly Input[]> => {
  const taken: Input[] = []
  for await (const input of source.inputs(signal)) {
    taken.push(input)
    await take(input)
  }
  return taken
}
