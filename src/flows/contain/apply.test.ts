/** Applying a plan and restoring: exact, wherever it was cut off, and never over what others changed. */
import { describe, expect, test } from 'vitest'
import type { Target } from '../../containment/define.ts'
import { actions } from '../../containment/index.ts'
import type { Json } from '../../core/json.ts'
import { openMemory } from '../../stores/memory.ts'
import { AccountError } from '../canary/account.ts'
import { type FakeIam, fakeIam } from '../testing/fake-iam.ts'
import { applyPlan, type ContainDesk, planNamed, restorePlan } from './apply.ts'
import { openPlan, type Plan, planSteps, readsOf, sealed } from './plan.ts'

const target = (kind: Target['kind'], name: string, of?: string): Target => ({
  ...{ kind, partition: 'aws', account: '123456789012', name },
  ...(of !== undefined && { of }),
})
const POLICY = 'arn:aws:iam::aws:policy/AdministratorAccess'
const TARGETS = [
  target('user', 'dana'),
  target('role', 'Deploy'),
  target('key', 'AKIAIOSFODNN7EXAMPLE', 'dana'),
  target('inline policy on user', 'dana · app'),
  target('policy on role', `Deploy · ${POLICY}`),
]
const NOW = Date.parse('2026-03-04T03:00:00Z')
const known = { at: '2026-03-04T03:00:00.000Z', actions: ['s3:GetObject'], networks: ['192.0.2.0/24'], endpoints: [] }

class Killed extends Error {}

const worldOf = (before: (iam: FakeIam) => void = () => {}) => {
  const store = openMemory()
  const kill = { left: Number.POSITIVE_INFINITY }
  const mortal = (): void => {
    if (kill.left-- <= 0) throw new Killed()
  }
  const iam = fakeIam(['dana', 'Deploy'], mortal)
  iam.keys.set('AKIAIOSFODNN7EXAMPLE', { user: 'dana', status: 'Active' })
  iam.identities.get('dana')?.inline.set('app', '{"Version":"2012-10-17","Statement":[]}')
  iam.identities.get('Deploy')?.attached.add(POLICY)
  before(iam)
  const desk: ContainDesk = {
    store: {
      plans: store.plans,
      putPlan: async (row) => {
        mortal()
        return store.putPlan(row)
      },
    },
    account: iam,
    actions,
    by: 'arn:aws:iam::123456789012:role/Responder',
    onNote: () => {},
    now: () => NOW,
    wait: async () => {},
  }
  return { iam, desk, kill }
}

const planOf = async ({ desk }: Pick<ReturnType<typeof worldOf>, 'desk'>, names: readonly string[]): Promise<Plan> => {
  const chosen = actions.filter(({ action }) => names.includes(action))
  const planned = await planSteps(TARGETS, chosen, readsOf(desk.account), () => known)
  const times = { made: known.at, expires: '2026-03-04T04:00:00.000Z' }
  return sealed({ id: 'p1', ...times, account: '123456789012', reason: 'key leaked', ...planned })
}

const UNDOABLE = [
  ...['deny-elsewhere', 'deny-all-but', 'disable-key', 'revoke-sessions', 'deny-all'],
  ...['detach-policy', 'delete-inline-policy'],
]
const pairs = UNDOABLE.flatMap((one) => UNDOABLE.map((other) => [one, other] as const))

describe.each(pairs)('%s and %s', (...names) => {
  test.each([
    ['', () => {}],
    [
      ', with inline policies full',
      (iam: FakeIam) => void iam.identities.get('dana')?.inline.set('big', 'x'.repeat(2_000)),
    ],
    [
      ', with inline policies full until the intruder’s is gone',
      (iam: FakeIam) => void iam.identities.get('dana')?.inline.set('app', 'x'.repeat(2_000)),
    ],
  ])('restoring brings back exactly what was%s', async (_, before) => {
    const world = worldOf(before)
    const was = world.iam.snapshot()
    const plan = await planOf(world, names)
    expect(world.iam.changes()).toBe(0)
    const life = await applyPlan(world.desk, plan)
    expect(world.iam.snapshot()).not.toEqual(was)
    const changes = world.iam.changes()
    expect((await applyPlan(world.desk, plan)).state).toBe('applied')
    expect(world.iam.changes()).toBe(changes)
    await restorePlan(world.desk, life, false)
    expect(world.iam.snapshot()).toEqual(was)
  })
})

describe('cut off at every call and every write', () => {
  test.each(['applies', 'restores'])('%s to the same end', async (verb) => {
    let cuts = 0
    for (let at = 0; ; at++) {
      const world = worldOf((iam) => void iam.identities.get('dana')?.inline.set('big', 'x'.repeat(2_000)))
      const was = world.iam.snapshot()
      const plan = await planOf(world, UNDOABLE)
      const run = async (left: number): Promise<boolean> => {
        world.kill.left = left
        const work =
          verb === 'applies'
            ? applyPlan(world.desk, plan)
            : planNamed(world.desk.store, 'p1').then((life) => restorePlan(world.desk, life, false))
        return work.then(
          () => true,
          (error: unknown) => {
            if (error instanceof Killed) return false
            throw error
          },
        )
      }
      if (verb === 'restores') await applyPlan(world.desk, plan)
      const isOver = await run(at)
      world.kill.left = Number.POSITIVE_INFINITY
      if (verb === 'restores') {
        await run(Number.POSITIVE_INFINITY)
        expect(world.iam.snapshot()).toEqual(was)
      } else {
        const life = await applyPlan(world.desk, plan)
        expect(life.state).toBe('applied')
        expect((await restorePlan(world.desk, life, false)).state).toBe('restored')
        expect(world.iam.snapshot()).toEqual(was)
      }
      if (isOver) break
      cuts++
    }
    expect(cuts).toBeGreaterThan(25)
  })

  test('what was cut off can be restored at once', async () => {
    for (let at = 0; at < 60; at++) {
      const world = worldOf()
      const was = world.iam.snapshot()
      const plan = await planOf(world, UNDOABLE)
      world.kill.left = at
      await applyPlan(world.desk, plan).catch(() => {})
      world.kill.left = Number.POSITIVE_INFINITY
      const kept = await world.desk.store.plans()
      if (kept.length > 0) await restorePlan(world.desk, await planNamed(world.desk.store, 'p1'), false)
      expect(world.iam.snapshot()).toEqual(was)
    }
  })
})

describe('it is refused, and nothing is changed', () => {
  test.each<[string, (world: ReturnType<typeof worldOf>, plan: Plan) => Promise<Plan>, RegExp]>([
    ['an expired plan', async (_, plan) => sealed({ ...plan, expires: '2026-03-04T02:00:00Z' }), /expired/],
    [
      'a target that changed since',
      async ({ iam }, plan) => {
        iam.identities.get('dana')?.inline.set('TattletrailDenyAll', '{}')
        return plan
      },
      /user dana has changed/,
    ],
    [
      'a target that is gone',
      async ({ iam }, plan) => {
        ;(iam.identities as Map<string, unknown>).delete('dana')
        return plan
      },
      /user dana has changed/,
    ],
  ])('%s', async (_, change, says) => {
    const world = worldOf()
    const plan = await change(world, await planOf(world, ['deny-all']))
    await expect(applyPlan(world.desk, plan)).rejects.toThrow(says)
    expect(world.iam.changes()).toBe(0)
    expect(await world.desk.store.plans()).toEqual([])
  })

  test('a plan that somebody edited', async () => {
    const world = worldOf()
    const plan = JSON.parse(JSON.stringify(await planOf(world, ['deny-all']))) as Plan
    expect(openPlan(plan)).toEqual(plan)
    const edited = { ...plan, steps: plan.steps.slice(1) }
    expect(() => openPlan(edited as unknown as Json)).toThrow(/was changed/)
    expect(() => openPlan({})).toThrow(/no plan/)
  })

  test('restoring over what somebody changed since, unless it is forced', async () => {
    const world = worldOf()
    const was = world.iam.snapshot()
    const life = await applyPlan(world.desk, await planOf(world, ['deny-all']))
    world.iam.identities.get('dana')?.inline.set('TattletrailDenyAll', '{"Version":"2012-10-17","Statement":[]}')
    await expect(restorePlan(world.desk, life, false)).rejects.toThrow(/somebody changed it/)
    await restorePlan(world.desk, life, true)
    expect(world.iam.snapshot()).toEqual(was)
  })

  test('somebody else who is at the same plan', async () => {
    const world = worldOf()
    const plan = await planOf(world, ['deny-all'])
    const life = await applyPlan(world.desk, plan)
    await world.desk.store.putPlan({ id: 'p1', revision: life.revision + 1, body: { ...life } as unknown as Json })
    await expect(restorePlan(world.desk, life, false)).rejects.toThrow(/somebody else is at it/)
  })
})

test('half-way: what AWS denies is said and kept, and applying goes on', async () => {
  const world = worldOf()
  const plan = await planOf(world, ['deny-all', 'disable-key'])
  let isDenied = true
  const account = {
    call: async (call: Parameters<FakeIam['call']>[0]) => {
      if (isDenied && call.command === 'PutRolePolicy') throw new AccountError('denied', 'PutRolePolicy: AccessDenied')
      return world.iam.call(call)
    },
  }
  await expect(applyPlan({ ...world.desk, account }, plan)).rejects.toThrow(/AccessDenied. What was done stands/)
  const { state, journal } = await planNamed(world.desk.store, 'p')
  expect([state, journal.at(-1)?.is, journal.at(-1)?.note]).toEqual([
    'applying',
    'failed',
    'PutRolePolicy: AccessDenied',
  ])
  isDenied = false
  expect((await applyPlan({ ...world.desk, account }, plan)).state).toBe('applied')
})

test('an attacker who takes a deny away at once is noticed', async () => {
  const world = worldOf()
  const plan = await planOf(world, ['deny-all'])
  const wait = async (): Promise<void> => void world.iam.identities.get('dana')?.inline.delete('TattletrailDenyAll')
  await expect(applyPlan({ ...world.desk, wait }, plan)).rejects.toThrow(/not there after it was made/)
})
