/** Events that shall be seen, and how the account is watched -> which of them would not be, and why. */
import { onBus, stuckIn } from './bus.ts'
import { unloggedFor } from './trails.ts'
import type { Cause, Wanted, Watching } from './watching.ts'

/** Events with the same fate. */
export interface Blind {
  /** `eventName`s; empty: whatever is called. */
  readonly events: readonly string[]
  readonly causes: readonly Cause[]
  /** `unseen`: in no log that is read, so that the bus does not have it either. `late`: the bus should bring it, and the log file will. */
  readonly is: 'unseen' | 'late'
}

export interface Sight {
  readonly blind: readonly Blind[]
  /** How soon the rest is known: over the bus, or with its log file. */
  readonly seen: 'within seconds' | 'within minutes' | 'never'
}

export const sightOf = (wanted: readonly Wanted[], watching: Watching): Sight => {
  const blind = new Map<string, Blind>()
  const add = (is: Blind['is'], { eventName }: Wanted, causes: readonly Cause[]): void => {
    const key = `${is} ${causes.map(({ check, fix }) => `${check} ${fix}`).join('\n')}`
    const known = blind.get(key)
    blind.set(key, { is, causes: known?.causes ?? causes, events: [...(known?.events ?? []), eventName] })
  }
  let logged = 0
  let onTime = 0
  for (const event of wanted) {
    const unlogged = unloggedFor(event, watching)
    // The bus has what any trail logs.
    const isOnBus = unlogged.length === 0 || unlogged.some(({ check }) => check === 'other-bucket')
    const bus = isOnBus ? onBus(event, watching) : 'none'
    if (bus === 'seen') onTime++
    else if (unlogged.length > 0) add('unseen', event, unlogged)
    else if (bus !== 'none') add('late', event, bus)
    if (unlogged.length === 0) logged++
  }
  return {
    blind: [...blind.values()],
    seen: onTime > 0 ? 'within seconds' : logged > 0 ? 'within minutes' : 'never',
  }
}

export { stuckIn }
