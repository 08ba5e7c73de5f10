/** A canary that is made, changed or retired while something runs is watched, or no more, from then on. */
import { expect, test } from 'vitest'
import { STOP_LOGGING } from '../../../test/e2e/command.ts'
import type { Canary } from '../../canaries/canary.ts'
import type { CanaryState } from '../../flows/canary/life.ts'
import { ingest } from '../../flows/ingest.ts'
import { openMemory } from '../../stores/memory.ts'
import { openSources } from '../config/open-config.ts'
import { openIntake } from './intake.ts'
import { renewed } from './renewed.ts'

const QUEUE: Canary = {
  ...{ id: 'c1', kind: 'sqs_queue', settings: { name: 'orders' }, placement: 'a wiki', deployers: [], benign: [] },
  deployed: { partition: 'aws', region: 'eu-west-1', account: '123456789012', ids: {} },
}
const touch = (eventID: string): Buffer =>
  Buffer.from(
    JSON.stringify({
      ...{
        ...STOP_LOGGING,
        eventID,
        awsRegion: 'eu-west-1',
        eventSource: 'sqs.amazonaws.com',
        eventName: 'PurgeQueue',
      },
      requestParameters: { queueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders' },
    }),
  )

const rig = async () => {
  const store = openMemory()
  const sources = await openSources(undefined)
  const problems: unknown[] = []
  const clock = { now: Date.parse('2026-03-04T02:20:00Z'), made: 0 }
  const current = await renewed({
    ...{ store, now: () => clock.now, onProblem: (error) => problems.push(error) },
    make: async (canaries) => {
      clock.made++
      return (await openIntake({ ...sources, canaries }, false)).ingester(store, () => clock.now)
    },
  })
  let revision = 0
  const put = (state: CanaryState, canary = QUEUE) =>
    store.putCanary({ id: canary.id, revision: ++revision, body: { canary, state } as never })
  let touches = 0
  /** How many findings one more touch gives. */
  const touched = async (): Promise<number> =>
    (await ingest(touch(`touch-${touches++}`), 'touch.json', await current())).findings
  return { clock, put, touched, problems }
}

test('made, renamed, retired: each is known within the pause, and no sooner is anything compiled', async () => {
  const { clock, put, touched, problems } = await rig()
  const seen: number[] = [await touched()]
  await put('deployed')
  seen.push(await touched())
  clock.now += 15_000
  seen.push(await touched())
  await put('armed')
  clock.now += 15_000
  seen.push(await touched())
  await put('retired')
  clock.now += 15_000
  seen.push(await touched())
  expect([seen, clock.made, problems]).toEqual([[0, 0, 1, 1, 0], 3, []])
})

test('one that cannot be used is said, and those from before go on; so does a clock that is set back', async () => {
  const { clock, put, touched, problems } = await rig()
  await put('deployed')
  clock.now -= 3_600_000
  expect(await touched()).toBe(1)
  await put('deployed', { ...QUEUE, kind: 'fax' })
  clock.now += 15_000
  expect(await touched()).toBe(1)
  expect(problems).toMatchObject([{ message: expect.stringContaining('no kind is called fax') }])
})
