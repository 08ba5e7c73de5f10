/** A seeded generator of CloudTrail logs: a quiet invented company, and attack stories with known truth. */
import { SLOT, startOf } from './clock.ts'
import { buildCompany } from './company.ts'
import { type LogFile, writer } from './files.ts'
import { quietCompany } from './quiet/workload.ts'
import type { World } from './quiet/world.ts'
import { random } from './random.ts'
import { STORIES } from './stories/index.ts'
import { type AttackStory, perform, type StoryEvent, type Truth } from './stories/stage.ts'

export type { LogFile } from './files.ts'
export { publicKeyPem } from './seal.ts'
export type { Seed, Truth } from './stories/stage.ts'

export interface SimulateOptions {
  readonly seed: number
  /** About how many events the quiet company makes; stories and a few duplicates come on top. */
  readonly events: number
  /** The first day, as `2026-03-02`. */
  readonly start: string
  readonly days: number
  /** Names of the stories to tell; `['all']` tells every one. */
  readonly stories: readonly string[]
}

/** The attack stories that can be told. */
export const stories: readonly Pick<AttackStory, 'name' | 'title' | 'describes'>[] = STORIES

const chosen = (names: readonly string[]): readonly AttackStory[] => {
  if (names.includes('all')) return STORIES
  return [...new Set(names)].map((name) => {
    const story = STORIES.find((candidate) => candidate.name === name)
    if (!story) {
      throw new RangeError(
        `no story is named ${JSON.stringify(name)}; there are ${STORIES.map((s) => s.name).join(', ')}`,
      )
    }
    return story
  })
}

/** @throws RangeError naming the first option that makes no sense. */
const checked = ({ seed, events, start, days, stories: names }: SimulateOptions) => {
  if (!Number.isSafeInteger(seed)) throw new RangeError('seed must be a whole number')
  if (!Number.isSafeInteger(events) || events < 0) throw new RangeError('events must be a whole number, 0 or more')
  if (!Number.isSafeInteger(days) || days < 1) throw new RangeError('days must be a whole number, 1 or more')
  return { first: startOf(start), stories: chosen(names) }
}

const performAll = (options: SimulateOptions) => {
  const { first, stories: played } = checked(options)
  const company = buildCompany(options.seed)
  return {
    company,
    first,
    plays: played.map((story) => perform(story, STORIES.indexOf(story), company, options.seed, first, options.days)),
  }
}

/**
 * What the chosen stories really consist of.
 * @throws RangeError for options that make no sense.
 */
export const truth = (options: SimulateOptions): readonly Truth[] => performAll(options).plays.map((play) => play.truth)

/**
 * The log files of the simulated company in order of time: log files, and each hour digest files. Files are made
 * as they are asked for; memory holds five minutes of records. The same options give the same bytes.
 * @throws RangeError for options that make no sense.
 */
export function* simulate(options: SimulateOptions): Generator<LogFile> {
  const { company, first, plays } = performAll(options)
  const slots = Array.from({ length: (options.days * 86_400) / SLOT }, (_, i) => first + i * SLOT)
  const out = writer(random(options.seed, 'files'))
  const world: World = {
    company,
    from: random(options.seed, 'quiet'),
    slot: first,
    made: 0,
    write: out.add,
    open: new Map(),
  }
  const bySlot = new Map<number, StoryEvent[]>()
  for (const event of plays.flatMap((play) => play.events)) {
    const slot = event.second - (event.second % SLOT)
    bySlot.set(slot, [...(bySlot.get(slot) ?? []), event])
  }
  const play = quietCompany(world, options.events, slots)
  for (const slot of slots) {
    play(slot)
    for (const { recipient, region, second, text } of bySlot.get(slot) ?? []) out.add(recipient, region, second, text)
    yield* out.files(slot)
  }
  yield* out.rest(first + options.days * 86_400)
}
