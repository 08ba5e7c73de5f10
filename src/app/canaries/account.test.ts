/** Canaries in an account of moto: made, cut off, rotated, taken back; what stands is asked of the services, not of the stack. */
import { DescribeSnapshotsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { IAMClient, ListAccessKeysCommand, ListUsersCommand } from '@aws-sdk/client-iam'
import { CreateBucketCommand, ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { emptyMoto } from '../../../test/moto.ts'
import { createClients } from '../../aws/clients.ts'
import type { Decoy } from '../../canaries/canary.ts'
import { canaryKinds } from '../../canaries/index.ts'
import type { JsonObject } from '../../core/json.ts'
import { createCanary, retireCanary, rotateCanary, type Wish } from '../../flows/canary/keep.ts'
import type { CanaryDesk } from '../../flows/canary/life.ts'
import { openMemory } from '../../stores/memory.ts'
import { accountIn, callerIn } from './account.ts'

const REGION = 'eu-west-1'
const moto = await emptyMoto()
vi.stubEnv('AWS_ENDPOINT_URL', moto?.endpoint ?? '')
vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE')
vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example')
const clients = createClients()
const [s3, iam, ec2] = moto
  ? [new S3Client({ ...moto.client, forcePathStyle: true }), new IAMClient(moto.client), new EC2Client(moto.client)]
  : []
beforeEach(async () => {
  await emptyMoto()
})
afterAll(() => {
  for (const one of [clients, s3 && { close: () => s3.destroy() }, iam && { close: () => iam.destroy() }]) one?.close()
  ec2?.destroy()
  vi.unstubAllEnvs()
})

class Killed extends Error {}

const decoyOf = ({ kind, settings }: { readonly kind: string; readonly settings: unknown }): Decoy => {
  const read = canaryKinds.find((one) => one.kind === kind)?.read(settings)
  if (!read?.success) throw new Error(`no ${kind}`)
  return read.data
}

/** @param dies at which call */
const deskIn = (dies = Number.POSITIVE_INFINITY) => {
  const handed: Readonly<Record<string, string>>[] = []
  const account = accountIn(clients, REGION, async () => {})
  let calls = 0
  const mortal =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A) => {
      const result = await call(...args)
      if (calls++ >= dies) throw new Killed()
      return result
    }
  const desk: CanaryDesk = {
    account: {
      ...account,
      call: mortal(account.call),
      propose: mortal(account.propose),
      execute: mortal(account.execute),
    },
    ...{ store: openMemory(), decoyOf, onChanges: () => {}, onNote: () => {}, now: () => 0, wait: async () => {} },
    hand: async (_, bait) => {
      handed.push(bait)
    },
  }
  return { desk, handed }
}

const wish = async (kind: string, settings: JsonObject): Promise<Wish> => ({
  ...{ kind, settings: decoyOf({ kind, settings }).settings, placement: 'a wiki', deployers: [], benign: [] },
  ...{ where: (await callerIn(clients, REGION)).where, stack: 'core-support', expires: null, rotateEvery: null },
})

/** All that may be left over. */
const standing = async () => ({
  users: (await iam?.send(new ListUsersCommand({})))?.Users?.map(({ UserName }) => UserName),
  buckets: (await s3?.send(new ListBucketsCommand({})))?.Buckets?.map(({ Name }) => Name),
  snapshots: (await ec2?.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] })))?.Snapshots?.length,
  stacks: (await clients.call('cloudformation', 'DescribeStacks', {}, { region: REGION })).Stacks?.length,
})
const keysOf = async (UserName: string) =>
  (await iam?.send(new ListAccessKeysCommand({ UserName })))?.AccessKeyMetadata?.map(({ AccessKeyId }) => AccessKeyId)

test.skipIf(!moto)('a key: made, rotated, taken back; nothing is left', async () => {
  const before = await standing()
  const { desk, handed } = deskIn()
  const life = await createCanary(desk, await wish('iam_access_key', { name: 'orders-backup' }))
  expect(await keysOf('orders-backup')).toEqual([life.canary.deployed.ids.Key])
  expect(handed).toMatchObject([{ AWS_ACCESS_KEY_ID: life.canary.deployed.ids.Key }])
  expect(JSON.stringify(await desk.store.canaries())).not.toContain(handed[0]?.AWS_SECRET_ACCESS_KEY)
  const rotated = await rotateCanary(desk, life)
  expect(await keysOf('orders-backup')).toEqual([rotated.canary.deployed.ids.Key])
  expect(handed.map(({ AWS_ACCESS_KEY_ID }) => AWS_ACCESS_KEY_ID)).toEqual([
    life.canary.deployed.ids.Key,
    rotated.canary.deployed.ids.Key,
  ])
  await retireCanary(desk, rotated)
  expect(await standing()).toEqual(before)
})

test.skipIf(!moto)('cut off after each of its calls, the same command ends with one key', async () => {
  for (let dies = 0; ; dies++) {
    await emptyMoto()
    const { desk } = deskIn(dies)
    const wanted = await wish('iam_access_key', { name: 'orders-backup' })
    const end = await createCanary(desk, wanted).catch((error: unknown) => error)
    if (!(end instanceof Killed)) {
      expect(dies).toBeGreaterThan(2)
      break
    }
    const again = { ...deskIn().desk, store: desk.store }
    const { canary } = await createCanary(again, wanted)
    expect(await keysOf('orders-backup')).toEqual([canary.deployed.ids.Key])
  }
})

test.skipIf(!moto)('a snapshot and an object, of which CloudFormation makes none', async () => {
  await s3?.send(
    new CreateBucketCommand({ Bucket: 'exports', CreateBucketConfiguration: { LocationConstraint: REGION } }),
  )
  const before = await standing()
  const { desk } = deskIn()
  const snapshot = await createCanary(desk, await wish('ebs_snapshot', { name: 'orders-db' }))
  const object = await createCanary(desk, await wish('s3_object', { bucket: 'exports', key: 'dump.sql', body: 'x' }))
  expect((await standing()).snapshots).toBe((before.snapshots ?? 0) + 1)
  expect((await s3?.send(new ListObjectsV2Command({ Bucket: 'exports' })))?.KeyCount).toBe(1)
  for (const life of [snapshot, object]) await retireCanary(desk, life)
  expect(await standing()).toEqual(before)
  expect((await s3?.send(new ListObjectsV2Command({ Bucket: 'exports' })))?.KeyCount).toBe(0)
})

test.skipIf(!moto)('an object that is there is not written over, and not taken back', async () => {
  await s3?.send(
    new CreateBucketCommand({ Bucket: 'exports', CreateBucketConfiguration: { LocationConstraint: REGION } }),
  )
  await clients.call('s3', 'PutObject', { Bucket: 'exports', Key: 'dump.sql', Body: 'theirs' }, { region: REGION })
  const { desk } = deskIn()
  const wanted = await wish('s3_object', { bucket: 'exports', key: 'dump.sql', body: 'x' })
  await expect(createCanary(desk, wanted)).rejects.toMatchObject({ refusal: 'taken' })
})

test.skipIf(!moto)('two canaries share a stack; what one takes back leaves the other', async () => {
  const { desk } = deskIn()
  const user = await createCanary(desk, await wish('iam_access_key', { name: 'orders-backup' }))
  const bucket = await createCanary(desk, await wish('s3_bucket', { name: 'orders-exports' }))
  expect(await standing()).toMatchObject({ users: ['orders-backup'], buckets: ['orders-exports'], stacks: 1 })
  await retireCanary(desk, user)
  expect(await standing()).toMatchObject({ users: [], buckets: ['orders-exports'], stacks: 1 })
  await retireCanary(desk, bucket)
  expect(await standing()).toMatchObject({ users: [], buckets: [], stacks: 0 })
})
