/** What was done, and whether it worked; with who did it, the sentence for an event without one of its own. */
import type { Event } from '../../core/event.ts'
import { text } from '../../core/json.ts'
import { describeActor } from './actor.ts'
import { withArticle } from './article.ts'
import { failure } from './outcome.ts'
import { plain } from './plain.ts'
import { describeTarget, type Thing, thingsIn } from './target.ts'
import { type Activity, readName } from './words.ts'

/** `dana (role Developer) deleted bucket invoices`; `user build-bot tried to delete bucket invoices: denied (AccessDenied)`. */
export const genericSentence = (event: Event): string => `${describeActor(event)} ${describeActivity(event)}`

/** `deleted bucket invoices`, `tried to delete bucket invoices: denied (AccessDenied)`. */
export const describeActivity = (event: Event): string => {
  const activity = readName(event.name)
  const object = activity ? describeObject(activity, thingsIn(event)) : describeCall(event)
  const reason = failure(event)
  if (reason === undefined) return `${activity?.past ?? defaultVerb(event)}${object}`
  return `tried to ${activity?.base ?? 'call'}${object}: ${reason}`
}

/** What an AWS service writes about itself, to CloudTrail (user guide, "Non-API events") or to the bus, was not called by anyone. */
const defaultVerb = ({ raw }: Event): string =>
  text(raw, 'eventType') === 'AwsServiceEvent' || text(raw, 'detail-type') !== undefined ? 'reported' : 'called'

const describeCall = (event: Event): string => {
  const target = describeTarget(event)
  return ` ${plain(event.name) ?? 'an API without a name'}${target ? ` on ${target}` : ''}`
}

const describeObject = ({ noun, preposition }: Activity, things: readonly Thing[]): string => {
  if (/ (?:to|from) /.test(noun)) return ` ${nameEach(noun, things)}`
  const part = things.find(({ kind }) => endsWith(noun, kind) || kind.endsWith(` ${noun}`))
  const owner = things.find((thing) => thing !== part)
  const words = owner && noun.startsWith(`${owner.kind} `) ? noun.slice(owner.kind.length + 1) : noun
  if (part) return ` ${part.kind.endsWith(` ${noun}`) ? part.kind : words} ${part.name}${tail(owner, preposition)}`
  if (!words) return owner ? ` ${preposition === 'with' ? 'with ' : ''}${owner.kind} ${owner.name}` : ''
  return ` ${withArticle(words, owner !== undefined && preposition === 'of')}${tail(owner, preposition)}`
}

const tail = (owner: Thing | undefined, preposition: string): string =>
  owner ? ` ${preposition} ${owner.kind} ${owner.name}` : ''

/** `user to group` becomes `user dana to group admins`. */
const nameEach = (noun: string, things: readonly Thing[]): string =>
  noun
    .split(/ (?=(?:to|from) )/)
    .map((words) => {
      const thing = things.find(({ kind }) => endsWith(words, kind))
      if (thing) return `${words} ${thing.name}`
      const [, preposition = '', rest = words] = /^((?:to|from) )(.*)$/s.exec(words) ?? []
      return preposition + withArticle(rest, false)
    })
    .join(' ')

/** ARNs write some kinds in one word: the noun `event data store` ends with the kind `eventdatastore`. */
const endsWith = (noun: string, kind: string): boolean =>
  [noun, noun.replace(/s$/, '')].some(
    (words) => words === kind || words.endsWith(` ${kind}`) || words.replaceAll(' ', '').toLowerCase() === kind,
  )
