/** The life of a canary: its state, and the journal of what was done to the account for it, written before each call. */
import type { Canary, Decoy, Deployed } from '../../canaries/canary.ts'
import type { Json } from '../../core/json.ts'
import { type CanaryRow, type CanaryStore, StoreBusyError } from '../../core/store.ts'
import { UsageError } from '../../core/usage-error.ts'
import type { DecoyAccount, StackChange } from './account.ts'

/** `armed`: a test touch was seen from end to end. That it was tripped its alerts say. */
export const CANARY_STATES = ['planned', 'deployed', 'armed', 'retired'] as const
export type CanaryState = (typeof CANARY_STATES)[number]

export interface JournalEntry {
  /** Milliseconds. */
  readonly time: number
  /** The name of a step, or `stack`. */
  readonly step: string
  readonly does: 'make' | 'undo'
  /** `answered`: AWS has done it, and something is left to do, such as to hand out its secret. `failed`: AWS did nothing. */
  readonly is: 'begun' | 'answered' | 'done' | 'failed'
}

/** A canary with its life; times and spans are milliseconds. */
export interface CanaryLife {
  readonly canary: Canary
  readonly revision: number
  readonly state: CanaryState
  /** The CloudFormation stack that holds its resources. */
  readonly stack: string
  readonly created: number
  /** After that it is to be retired. */
  readonly expires: number | null
  /** How long its key may stand. */
  readonly rotateEvery: number | null
  /** When its latest test touch was made: a later one is an intruder's. */
  readonly armed: number | null
  /** Oldest first. */
  readonly journal: readonly JournalEntry[]
}

/** All that canaries are kept with. */
export interface CanaryDesk {
  readonly store: CanaryStore
  readonly account: DecoyAccount
  /** @throws UsageError for a kind that is gone, or settings that it does not take any more */
  readonly decoyOf: (canary: Canary) => Decoy
  /** Puts bait that holds a secret where it shall lie; nothing keeps the secret besides. */
  readonly hand: (canary: Canary, bait: Readonly<Record<string, string>>) => Promise<void>
  readonly onChanges: (changes: readonly StackChange[]) => void
  /** In words, for whoever watches. */
  readonly onNote: (note: string) => void
  readonly now: () => number
  readonly wait: (milliseconds: number) => Promise<void>
}

/** So many entries of a journal are kept. */
const MOST_ENTRIES = 200

export const lifeOf = ({ revision, body }: CanaryRow): CanaryLife => ({ ...(body as unknown as CanaryLife), revision })

export const livesIn = async (store: CanaryStore): Promise<readonly CanaryLife[]> =>
  (await store.canaries()).map(lifeOf)

/** @throws UsageError when no canary is called so, or several are */
export const lifeNamed = async (store: CanaryStore, id: string): Promise<CanaryLife> => {
  const lives = await livesIn(store)
  const exact = lives.find(({ canary }) => canary.id === id)
  const found = exact ? [exact] : lives.filter(({ canary }) => id !== '' && canary.id.startsWith(id))
  if (found.length === 1) return found[0] as CanaryLife
  throw new UsageError(`${found.length === 0 ? 'no canary is' : `${found.length} canaries are`} called ${id}`)
}

/** @throws StoreBusyError when somebody else changed it meanwhile */
export const save = async ({ store }: Pick<CanaryDesk, 'store'>, life: CanaryLife): Promise<CanaryLife> => {
  const { revision, ...body } = life
  const row = { id: life.canary.id, revision: revision + 1, body: body as unknown as Json }
  if ((await store.putCanary(row)) === 'conflict')
    throw new StoreBusyError(`canary ${row.id}: somebody else is at it; try again`)
  return { ...life, revision: row.revision }
}

/** Writes an entry, and the ids that are known by then. */
export const note = (
  desk: CanaryDesk,
  life: CanaryLife,
  entry: Omit<JournalEntry, 'time'>,
  ids: Deployed['ids'] = life.canary.deployed.ids,
): Promise<CanaryLife> =>
  save(desk, {
    ...life,
    canary: { ...life.canary, deployed: { ...life.canary.deployed, ids } },
    journal: [...life.journal, { time: desk.now(), ...entry }].slice(-MOST_ENTRIES),
  })

/** The latest entry of a step. */
export const latest = (life: CanaryLife, step: string): JournalEntry | undefined =>
  life.journal.findLast((entry) => entry.step === step)

/** Whether something of a step may be in the account. */
export const stands = (life: CanaryLife, step: string): boolean => {
  const entry = latest(life, step)
  return entry !== undefined && entry.is !== 'failed' && !(entry.does === 'undo' && entry.is === 'done')
}
