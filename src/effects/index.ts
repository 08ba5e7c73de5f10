/** The registry of effects: what a call brings about, whatever it is spelled like. Rules read them as `tattletrail.effect.*`. */
import type { JsonObject } from '../core/json.ts'
import { deniesIn } from './denies.ts'
import { type Grant, grantsIn } from './grants.ts'
import { type Opened, openedIn } from './opened.ts'
import { type Shared, sharesIn } from './shares.ts'

export interface Effects {
  /** Of a policy for an identity. */
  readonly grants: readonly Grant[]
  /** By a policy of a thing, or of trust. */
  readonly shares: Shared
  /** Services, by a policy of a thing. */
  readonly denies: readonly string[]
  /** By a rule of a firewall. */
  readonly opened: Opened
}

/** Each is worked out when a rule asks for it. @param isOwn whether an account is one of theirs */
export const effectsOf = (record: JsonObject, isOwn: (account: string) => boolean): Effects => {
  const lazy = <Name extends keyof Effects>(name: Name, work: () => Effects[Name]): PropertyDescriptor => ({
    ...{ configurable: true, enumerable: true },
    get(): Effects[Name] {
      const value = work()
      Object.defineProperty(this, name, { value, enumerable: true })
      return value
    },
  })
  return Object.defineProperties(
    {},
    {
      grants: lazy('grants', () => grantsIn(record)),
      shares: lazy('shares', () => sharesIn(record, isOwn)),
      denies: lazy('denies', () => deniesIn(record)),
      opened: lazy('opened', () => openedIn(record)),
    },
  ) as Effects
}
