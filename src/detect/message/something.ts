/** What to call the thing acted upon when the record does not name it: `a bucket`, `an instance`, `something`. */
import type { Event } from '../../core/event.ts'
import { withArticle } from './article.ts'

/** The kinds of thing that an event's name speaks of, in services that keep many kinds. */
const IN_NAMES: readonly (readonly [pattern: RegExp, kind: string])[] = [
  [/FlowLogs/, 'flow logs'],
  [/Image(?!Builder)/, 'image'],
  [/Instance|PasswordData|Session$/, 'instance'],
  [/SecurityGroup/, 'security group'],
  [/Queue/, 'queue'],
  [/Topic/, 'topic'],
  [/Trail|EventSelectors|Logging$/, 'trail'],
  [/Role/, 'role'],
  [/User/, 'user'],
]

/** What a service mostly keeps. */
const IN_SERVICES: Readonly<Record<string, string>> = {
  'dynamodb.amazonaws.com': 'table',
  'kms.amazonaws.com': 'key',
  'lambda.amazonaws.com': 'function',
  'rds.amazonaws.com': 'database',
  's3.amazonaws.com': 'bucket',
  'secretsmanager.amazonaws.com': 'secret',
  'sns.amazonaws.com': 'topic',
  'sqs.amazonaws.com': 'queue',
}

export const somethingOf = ({ source, name }: Event): string => {
  if (name.includes('Snapshot')) return 'a snapshot'
  const kept = Object.hasOwn(IN_SERVICES, source) ? IN_SERVICES[source] : undefined
  const kind = kept ?? IN_NAMES.find(([pattern]) => pattern.test(name.slice(0, 200)))?.[1]
  return kind === undefined ? 'something' : withArticle(kind, false)
}
