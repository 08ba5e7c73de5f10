/** How much of what happens when: shares of the workloads, and the rhythm of day and week. */
import { DAY, HOUR } from '../clock.ts'
import type { CompanyAccount } from '../company.ts'
import * as delivery from './delivery.ts'
import * as machines from './machines.ts'
import * as people from './people.ts'
import * as services from './services.ts'
import * as users from './users.ts'
import { closeSessions, type World } from './world.ts'

type Work = (world: World) => void

/** Most traffic is production's. */
const somewhere = (world: World): CompanyAccount => {
  const { prod, staging, sandbox } = world.company
  const place = world.from.below(100)
  return place < 68 ? prod : place < 90 ? staging : sandbox
}

const inAccount =
  (work: (world: World, account: CompanyAccount) => void): Work =>
  (world) =>
    work(world, somewhere(world))

/** Working days from about 06:30 to 18:30 UTC, a dip at lunch, a little at night and at weekends. */
const officeHours = (second: number): number => {
  const hour = (second % DAY) / HOUR
  // 1970-01-01 was a Thursday; 0 is Monday here.
  const weekday = (Math.floor(second / DAY) + 3) % 7
  const bell = Math.max(0, Math.sin(((hour - 6) / 13) * Math.PI)) * (hour > 11.5 && hour < 12.5 ? 0.7 : 1)
  return (weekday < 5 ? bell : bell * 0.06) + 0.004
}

/** Customers sleep too, machines less. */
const shopHours = (second: number): number => 1 + 0.35 * Math.sin((((second % DAY) / HOUR - 8) / 24) * 2 * Math.PI)

interface Group {
  /** The part of all events. */
  readonly share: number
  readonly rhythm: (second: number) => number
  /** How often each work is begun, relative to the others of the group. */
  readonly works: readonly (readonly [weight: number, work: Work])[]
}

const GROUPS: readonly Group[] = [
  {
    share: 0.84,
    rhythm: shopHours,
    works: [
      [340, inAccount(machines.functionRun)],
      [230, inAccount(machines.taskWork)],
      [12, inAccount(machines.taskStart)],
      [90, inAccount(machines.instanceBeat)],
      [9, users.serviceUserRun],
      [10, inAccount(services.configRecorder)],
      [7, inAccount(services.scanner)],
      [60, inAccount(services.scaling)],
      [70, inAccount(services.trailDelivery)],
      [80, inAccount(services.storageKeys)],
      [3, services.crossAccountAudit],
    ],
  },
  {
    share: 0.08,
    rhythm: officeHours,
    works: [
      [50, inAccount(delivery.terraformRun)],
      [25, inAccount(delivery.stackUpdate)],
      [25, inAccount(delivery.imagePush)],
    ],
  },
  {
    share: 0.08,
    rhythm: officeHours,
    works: [
      [5000, people.consoleVisit],
      [5000, people.terminalWork],
      [60, people.oldConsoleUser],
      [12, people.keyRotation],
    ],
  },
]

const choose = (world: World, { works }: Group, total: number): Work => {
  let left = world.from.below(total)
  for (const [weight, work] of works) {
    left -= weight
    if (left < 0) return work
  }
  throw new RangeError('weights do not add up')
}

/**
 * Runs the quiet company slot by slot.
 * @returns a function that plays the five minutes at `slot`; the slots must come in order. Each group has an
 * account of events that its rhythm pays into and its works draw from, so that totals come out as asked.
 */
export const quietCompany = (world: World, events: number, slots: readonly number[]): ((slot: number) => void) => {
  const groups = GROUPS.map((group) => ({
    group,
    total: group.works.reduce((sum, [weight]) => sum + weight, 0),
    perRhythm: (events * group.share) / slots.reduce((sum, slot) => sum + group.rhythm(slot), 0),
    balance: 0,
  }))
  return (slot) => {
    world.slot = slot
    closeSessions(world)
    for (const state of groups) {
      state.balance += state.perRhythm * state.group.rhythm(slot)
      // Begun when at least half an event is due, so that what is overdrawn evens out around zero.
      while (state.balance >= 0.5) {
        const before = world.made
        choose(world, state.group, state.total)(world)
        state.balance -= world.made - before
      }
    }
  }
}
