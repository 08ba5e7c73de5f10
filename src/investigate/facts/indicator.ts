/** What kind of thing an indicator is, by the way it is written. */
import type { Indicator, IndicatorKind } from '../../core/case.ts'
import type { Event } from '../../core/event.ts'
import type { Filter } from '../../core/event-query.ts'
import { parseAddress, parseRange } from '../../notation/address.ts'
import { NOTHING } from '../filter/filter.ts'
import { isKey, linksOf } from './links.ts'
import { plainResource } from './resource.ts'

/** What a name could be, the most likely first: the data decides. */
export interface Guess {
  readonly value: string
  readonly kinds: readonly IndicatorKind[]
}

const ADDRESS_LIKE = /^\d{1,3}(?:\.\d{1,3}){3}$/

/** @param kind what the person says it is */
export const guessIndicator = (written: string, kind: IndicatorKind | undefined): Guess => {
  const value = written.trim()
  if (kind !== undefined) return { value: kind === 'resource' ? plainResource(value) : value, kinds: [kind] }
  const one = (found: IndicatorKind): Guess => ({ value, kinds: [found] })
  // An IPv6 address is looked for in each of its spellings, unless it is written as AWS does (RFC 5952).
  if (value.includes(':') && parseAddress(value)?.bits === 128 && !isCanonical(value))
    return { value: `${value}/128`, kinds: ['network'] }
  // Addresses in logs that were made anonymous are not always possible ones.
  if (parseAddress(value) || ADDRESS_LIKE.test(value)) return one('address')
  if (parseRange(value)) return one('network')
  if (isKey(value)) return one('key')
  if (value.startsWith('arn:')) {
    const found = kindOfArn(value)
    return found === 'resource' ? { value: plainResource(value), kinds: [found] } : one(found)
  }
  const session = /^assumed-role\/[^/]+\/.+$/.test(value)
  if (session) return one('session')
  if (/^\d{12}$/.test(value)) return one('account')
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) return { value, kinds: ['event', 'resource'] }
  if (/^(?:i|sg|vpc|subnet|vol|snap|ami|eni|rtb|igw|nat|acl|eipalloc|fl|key|lt)-[0-9a-f]{8,}$/.test(value))
    return one('resource')
  return { value, kinds: ['user', 'role', 'session', 'resource', 'event'] }
}

/** A host in a URL is written so ("URL Standard", IPv6 serializer). */
const isCanonical = (address: string): boolean => new URL(`http://[${address}]/`).hostname === `[${address}]`

const kindOfArn = (arn: string): IndicatorKind => {
  if (/^arn:[^:]*:iam::\d*:(?:user\/|root$)/.test(arn)) return 'user'
  if (/^arn:[^:]*:iam::\d*:role\//.test(arn)) return 'role'
  if (/^arn:[^:]*:sts::\d*:(?:assumed-role|federated-user)\//.test(arn)) return 'session'
  return 'resource'
}

/** Whether the value is a name that has to be looked up before the investigation can start. */
export const isName = ({ value, kinds }: Guess): boolean =>
  kinds.length > 1 || (!value.startsWith('arn:') && ['user', 'role', 'session'].includes(kinds[0] as string))

/** One look that shows what a name is. */
export const lookFor = ({ value }: Guess): Filter['any'] => {
  const [, role, session] = /^assumed-role\/([^/]+)\/(.+)$/.exec(value) ?? []
  return {
    ...NOTHING.any,
    users: [value],
    roles: [role ?? value],
    aboutUsers: [value],
    aboutRoles: [value],
    events: [value],
    mentions: session === undefined || session.includes('*') ? [value] : [session],
  }
}

/** From what was found to what the name is: every identity that has it. */
export const identify = ({ value, kinds }: Guess, events: Iterable<Event>): readonly Indicator[] => {
  const [, wildRole, wildSession] = /^assumed-role\/([^/]+)\/(.+)$/.exec(value) ?? []
  const found = new Map<string, Indicator>()
  const put = (kind: IndicatorKind, what: string | undefined): void => {
    if (what !== undefined && kinds.includes(kind)) found.set(`${kind}:${what}`, { kind, value: what })
  }
  for (const event of events) {
    const { principal } = event
    const { made, behind } = linksOf(event)
    const arn = principal.arn ?? ''
    if (event.id === value) put('event', value)
    if (arn.endsWith(`/${value}`)) put(arn.includes(':user/') ? 'user' : 'session', arn)
    if (wildRole !== undefined && arn.includes(`:assumed-role/${wildRole}/`))
      put(
        'session',
        wildSession === '*' ? `${arn.slice(0, arn.lastIndexOf('/') + 1)}*` : arn.endsWith(value) ? arn : undefined,
      )
    if (behind?.endsWith(`/${value}`)) put('role', behind)
    for (const thing of made)
      if (thing.value.endsWith(`/${value}`)) put(thing.kind === 'role' ? 'role' : 'user', thing.value)
  }
  const order = (kind: IndicatorKind): number => kinds.indexOf(kind)
  const all = [...found.values()].sort((a, b) => order(a.kind) - order(b.kind) || (a.value < b.value ? -1 : 1))
  const best = all[0]
  return best === undefined ? [] : all.filter(({ kind }) => kind === best.kind)
}
