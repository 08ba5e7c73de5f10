/** Canaries over an account in memory, in a process that may end at any moment. */
import { z } from 'zod'
import type { Decoy } from '../../canaries/canary.ts'
import { defineCanary } from '../../canaries/define.ts'
import { iamAccessKey } from '../../canaries/iam-access-key.ts'
import type { CanaryStore } from '../../core/store.ts'
import { openMemory } from '../../stores/memory.ts'
import type { AccountError } from '../canary/account.ts'
import type { Wish } from '../canary/keep.ts'
import type { CanaryDesk, CanaryLife } from '../canary/life.ts'
import { livesIn } from '../canary/life.ts'
import { type FakeAccount, fakeAccount } from './fake-account.ts'

/** A stack, a step that takes its time, one that needs its id, and one without an id. */
const image = defineCanary({
  ...{ kind: 'image', title: 'Image', config: z.strictObject({ name: z.string() }), place: '', source: 'ec2' },
  ...{ sees: [], cannotSee: [], permissions: [], names: () => ({}) },
  resources: () => ({ Volume: { Type: 'AWS::EC2::Volume', Properties: {} } }),
  steps: ({ name }, { ids: { Volume = '', Snapshot, Image } }) => [
    {
      ...{ name: 'Snapshot', id: 'SnapshotId' },
      call: { service: 'ec2', command: 'CreateSnapshot', input: { VolumeId: Volume } },
      look: { service: 'ec2', command: 'DescribeSnapshots', input: { VolumeId: Volume }, ids: 'Snapshots.SnapshotId' },
      ...(Snapshot !== undefined && {
        until: {
          ...{ service: 'ec2', command: 'DescribeSnapshots', input: { VolumeId: Volume } },
          ...{ path: 'Snapshots.0.State', is: 'completed' },
        },
        undo: { service: 'ec2', command: 'DeleteSnapshot', input: { SnapshotId: Snapshot } },
      }),
    },
    {
      ...{ name: 'Image', id: 'Images.0.Id' },
      call: { service: 'ec2', command: 'RegisterImage', input: { SnapshotId: Snapshot ?? '' } },
      look: { service: 'ec2', command: 'DescribeImages', input: { SnapshotId: Snapshot ?? '' }, ids: 'Images.Id' },
      ...(Image !== undefined && {
        undo: { service: 'ec2', command: 'DeregisterImage', input: { ImageId: Image } },
      }),
    },
    {
      name: 'Object',
      call: { service: 's3', command: 'PutObject', input: { Key: name } },
      undo: { service: 's3', command: 'DeleteObject', input: { Key: name } },
    },
  ],
})
const KINDS = { iam_access_key: iamAccessKey, image }
export type Kind = keyof typeof KINDS

const decoyOf = ({ kind, settings }: { readonly kind: string; readonly settings: unknown }): Decoy => {
  const read = KINDS[kind as Kind].read(settings)
  if (!read.success) throw read.error
  return read.data
}

export const wish = (kind: Kind, name = 'orders'): Wish => ({
  ...{ kind, settings: { name }, placement: 'a wiki', deployers: [], benign: [], stack: 'base' },
  where: { partition: 'aws', region: 'eu-west-1', account: '123456789012' },
  ...{ expires: null, rotateEvery: null },
})

/** The process ends here. */
export class Killed extends Error {}

export interface World {
  readonly account: FakeAccount
  readonly store: CanaryStore
  /** Bait as it lies, the latest last. */
  readonly handed: Readonly<Record<string, string>>[]
}
export const world = (refuse?: (action: string) => AccountError | undefined): World => ({
  ...{ account: fakeAccount(refuse), store: openMemory(), handed: [] },
})

/** A desk over a world whose process ends at the given moment: each call has one before and one after it. */
export const deskOf = ({ account, store, handed }: World, dies = Number.POSITIVE_INFINITY) => {
  let moment = 0
  let time = 0
  const tick = (): void => {
    if (moment++ >= dies) throw new Killed()
  }
  const mortal =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A) => {
      tick()
      const result = await call(...args)
      tick()
      return result
    }
  const { call, stack, propose, execute, compare, discard, removeStack } = account
  const desk: CanaryDesk = {
    store: { canaries: store.canaries, putCanary: mortal(store.putCanary) },
    account: {
      ...{ call: mortal(call), stack: mortal(stack), propose: mortal(propose), execute: mortal(execute) },
      ...{ compare: mortal(compare), discard: mortal(discard), removeStack: mortal(removeStack) },
    },
    decoyOf,
    hand: mortal(async (_, bait) => {
      handed.push(bait)
    }),
    ...{ onChanges: () => {}, onNote: () => {}, now: () => time++, wait: async () => {} },
  }
  return { desk, moments: () => moment }
}

export const only = async ({ store }: Pick<World, 'store'>): Promise<CanaryLife> =>
  (await livesIn(store))[0] as CanaryLife
