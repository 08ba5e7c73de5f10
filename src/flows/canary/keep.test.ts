/** Wherever a command is cut off, the same command again ends where it would have ended. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deskOf, Killed, type Kind, only, type World, wish, world } from '../testing/canary-world.ts'
import { createCanary, retireCanary, rotateCanary } from './keep.ts'
import type { CanaryDesk } from './life.ts'

type Verb = 'create' | 'rotate' | 'retire'
const VERBS: Readonly<Record<Verb, (desk: CanaryDesk, kind: Kind) => Promise<unknown>>> = {
  create: (desk, kind) => createCanary(desk, wish(kind)),
  rotate: async (desk) => rotateCanary(desk, await only(desk)),
  retire: async (desk) => retireCanary(desk, await only(desk)),
}

const run = async (world: World, verb: Verb, kind: Kind, dies?: number): Promise<'killed' | 'done'> => {
  const { desk } = deskOf(world, dies)
  return VERBS[verb](desk, kind).then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof Killed) return 'killed'
      throw error
    },
  )
}

/** What must hold once a verb has ended. */
const judge = async (world: World, verb: Verb, kind: Kind): Promise<void> => {
  const { account, store, handed } = world
  const { state, canary } = await only(world)
  expect(JSON.stringify(await store.canaries())).not.toContain('secret of')
  if (verb === 'retire') {
    expect([state, account.things()]).toEqual(['retired', []])
    return
  }
  expect(state).toBe('deployed')
  const { ids } = canary.deployed
  if (kind === 'iam_access_key') {
    expect([...account.keys]).toEqual([[ids.Key, handed.at(-1)?.AWS_SECRET_ACCESS_KEY]])
    expect(handed.at(-1)?.AWS_ACCESS_KEY_ID).toBe(ids.Key)
  } else
    expect([...account.things()].sort()).toEqual(
      [ids.Image, ids.Snapshot, 'OrdersVolume', 'orders', 'stack base'].sort(),
    )
  const before = [account.changes(), (await only(world)).revision]
  expect(await run(world, 'create', kind)).toBe('done')
  expect([account.changes(), (await only(world)).revision]).toEqual(before)
}

describe.each<readonly [Kind, readonly Verb[]]>([
  ['iam_access_key', ['create']],
  ['iam_access_key', ['create', 'rotate']],
  ['iam_access_key', ['create', 'retire']],
  ['image', ['create']],
  ['image', ['create', 'retire']],
])('%s: %s, cut off at every moment', (kind, verbs) => {
  test('converges', async () => {
    const last = verbs.at(-1) as Verb
    let cuts = 0
    for (let dies = 0; ; dies++) {
      const here = world()
      for (const verb of verbs.slice(0, -1)) await run(here, verb, kind)
      const end = await run(here, last, kind, dies)
      if (end === 'done') break
      cuts++
      await run(here, last, kind)
      await judge(here, last, kind)
    }
    expect(cuts).toBeGreaterThan(8)
  })
})

test('any walk of commands, each cut off any number of times, ends well', { tags: 'property' }, () =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom<Kind>('iam_access_key', 'image'),
      fc.array(fc.tuple(fc.constantFrom<Verb>('create', 'rotate', 'retire'), fc.array(fc.nat(40), { maxLength: 3 })), {
        minLength: 1,
        maxLength: 4,
      }),
      async (kind, walk) => {
        const here = world()
        await run(here, 'create', kind)
        for (const [verb, cuts] of walk) {
          const { state } = await only(here)
          if (verb === 'rotate' && (kind === 'image' || state !== 'deployed')) continue
          for (const dies of cuts) await run(here, verb, kind, dies)
          if (verb === 'rotate' && (await only(here)).state !== 'deployed') continue
          await run(here, verb, kind)
          await judge(here, verb, kind)
        }
        await run(here, 'retire', kind)
        await judge(here, 'retire', kind)
      },
    ),
  ),
)
