/** What AWS says no to, what others have done meanwhile, and a state that was lost. */
import { expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import { openMemory } from '../../stores/memory.ts'
import { deskOf, type Kind, only, wish, world } from '../testing/canary-world.ts'
import { AccountError, type Refusal, type StackChange } from './account.ts'
import { linesOf } from './inventory.ts'
import { createCanary, retireCanary, rotateCanary } from './keep.ts'
import { livesIn } from './life.ts'

test.each<readonly [Kind, string, Refusal]>([
  ['iam_access_key', 'CreateAccessKey', 'denied'],
  ['iam_access_key', 'CreateAccessKey', 'quota'],
  ['iam_access_key', 'ExecuteChangeSet', 'taken'],
  ['iam_access_key', 'ListAccessKeys', 'denied'],
  ['image', 'RegisterImage', 'denied'],
  ['image', 'RegisterImage', 'passing'],
  ['image', 'PutObject', 'taken'],
])(
  '%s, %s: %s. The same command goes on once it may, and to retire takes back what was done',
  async (kind, action, refusal) => {
    for (const isTakenBack of [true, false]) {
      let refuses = true
      const here = world((one) => (refuses && one === action ? new AccountError(refusal, `${action}: no`) : undefined))
      const { desk } = deskOf(here)
      await expect(createCanary(desk, wish(kind))).rejects.toThrow(`${action}: no`)
      expect((await only(here)).state).toBe('planned')
      refuses = false
      if (isTakenBack) {
        await retireCanary(desk, await only(here))
        expect(here.account.things()).toEqual([])
      } else expect((await createCanary(desk, wish(kind))).state).toBe('deployed')
    }
  },
)

test('a rotation that broke off is due, until it was gone on with', async () => {
  let refuses = false
  const here = world((one) => (refuses && one === 'CreateAccessKey' ? new AccountError('denied', 'no') : undefined))
  const { desk } = deskOf(here)
  const due = async () => (await linesOf({ ...openMemory(), ...here.store }, 0))[0]?.due
  await createCanary(desk, wish('iam_access_key'))
  expect(await due()).toEqual([])
  refuses = true
  await expect(rotateCanary(desk, await only(here))).rejects.toThrow('no')
  expect(await due()).toEqual(['its rotation broke off: canary rotate goes on'])
  refuses = false
  await rotateCanary(desk, await only(here))
  expect(await due()).toEqual([])
})

test("what was there before is somebody else's: it is not taken, and not taken back", async () => {
  const here = world()
  const { desk } = deskOf(here)
  await here.account.call({ service: 's3', command: 'PutObject', input: { Key: 'orders' } })
  await expect(createCanary(desk, wish('image'))).rejects.toThrow(/there already/)
  await expect(createCanary(desk, wish('image'))).rejects.toThrow(/there already/)
  await retireCanary(desk, await only(here))
  expect(here.account.things()).toEqual(['orders'])
})

test('a state that is lost: what stands is found again, and what nobody knows any more is said', async () => {
  const here = world()
  const first = await createCanary(deskOf(here).desk, wish('iam_access_key'))
  const notes: string[] = []
  const lost = { ...here, store: openMemory() }
  const { desk } = deskOf(lost)
  const again = await createCanary({ ...desk, onNote: (note) => notes.push(note) }, wish('iam_access_key'))
  expect(again.canary).toEqual(first.canary)
  expect([...here.account.keys.keys()]).toEqual([first.canary.deployed.ids.Key])
  expect(notes).toEqual([expect.stringMatching(/^AKIA1 was there already .* its secret is known to nobody/)])
  await retireCanary(desk, again)
  expect(here.account.things()).toEqual([])
})

test.each<readonly [string, readonly StackChange[], RegExp]>([
  ['nothing', [], /finds nothing to change/],
  ['what others undo each time', [{ action: 'Add', logicalId: '', type: '' }], /others kept changing it/],
])('a stack that never comes to be as it should, for CloudFormation finds %s, says so', async (_, changes, reason) => {
  const here = world()
  const { desk } = deskOf(here)
  const account = {
    ...desk.account,
    propose: async (_stack: string, _set: string, template: JsonObject) =>
      changes.map((one) => ({ ...one, logicalId: Object.keys(template.Resources as JsonObject)[0] ?? '' })),
    execute: async () => 'done' as const,
  }
  await expect(createCanary({ ...desk, account }, wish('iam_access_key'))).rejects.toThrow(reason)
})

test('keys of which none is known are not touched', async () => {
  const here = world()
  await createCanary(deskOf(here).desk, wish('iam_access_key'))
  await here.account.call({ service: 'iam', command: 'CreateAccessKey', input: { UserName: 'orders' } })
  const lost = { ...here, store: openMemory() }
  await expect(createCanary(deskOf(lost).desk, wish('iam_access_key'))).rejects.toThrow(
    /AKIA1 and AKIA2 are there already, and no journal knows which is ours/,
  )
  expect(here.account.keys.size).toBe(2)
})

test.each([
  ['one store', true],
  ['a store each', false],
])('two people at once, over %s: both canaries stand, and each once', async (_, isShared) => {
  const here = world()
  const there = isShared ? here : { ...here, store: openMemory() }
  const wishes = [wish('iam_access_key', 'orders'), wish('image', 'invoices'), wish('image', 'payroll')]
  const done = await Promise.all(wishes.map((one, at) => createCanary(deskOf(at % 2 ? here : there).desk, one)))
  expect(done.map(({ state }) => state)).toEqual(['deployed', 'deployed', 'deployed'])
  expect(
    here.account
      .things()
      .filter((name) => /^(Orders|Invoices|Payroll)/.test(name))
      .sort(),
  ).toEqual([...['InvoicesVolume', 'OrdersUser', 'PayrollVolume']])
})

test('two people at the same canary at once: one of them is told, and one key stands', async () => {
  const here = world()
  const both = [1, 2].map(() => createCanary(deskOf(here).desk, wish('iam_access_key')))
  const ends = await Promise.allSettled(both)
  expect(ends.some((end) => end.status === 'rejected' && /somebody else is at it/.test(String(end.reason)))).toBe(true)
  await createCanary(deskOf(here).desk, wish('iam_access_key'))
  expect([...here.account.keys.keys()]).toEqual([(await only(here)).canary.deployed.ids.Key])
})

test('of a stack that holds more than resources nothing is changed', async () => {
  const here = world()
  const theirs = { Parameters: {}, Resources: { Theirs: {} } }
  await here.account.propose('base', 'theirs', theirs)
  await here.account.execute('base', 'theirs')
  const { desk } = deskOf(here)
  await expect(createCanary(desk, wish('image'))).rejects.toThrow(/not one of ours \(Parameters\)/)
  expect(here.account.things()).toEqual(['stack base', 'Theirs'])
})

test('a change set that does more than was planned is not executed', async () => {
  const here = world()
  const { desk } = deskOf(here)
  const more = { action: 'Modify', logicalId: 'Theirs', type: 'AWS::IAM::Role' }
  const propose: typeof desk.account.propose = async (...args) => [...(await here.account.propose(...args)), more]
  await expect(createCanary({ ...desk, account: { ...desk.account, propose } }, wish('image'))).rejects.toThrow(
    'would do more than was planned (Modify Theirs): nothing was changed',
  )
  await retireCanary(desk, await only(here))
  expect(here.account.things()).toEqual([])
})

test('what others have in the stack stays when ours goes', async () => {
  const here = world()
  const { desk } = deskOf(here)
  await createCanary(desk, wish('image', 'invoices'))
  await createCanary(desk, wish('image', 'payroll'))
  const [one, other] = await livesIn(here.store)
  if (one) await retireCanary(desk, one)
  expect(here.account.things().filter((name) => name.endsWith('Volume'))).toHaveLength(1)
  if (other) await retireCanary(desk, other)
  expect(here.account.things()).toEqual([])
})
