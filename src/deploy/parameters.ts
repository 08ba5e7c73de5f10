/** What whoever deploys may choose, and what hangs on whether they did. */
import type { Parameter } from './model.ts'
import type { DeploySettings } from './settings.ts'

type Parameters = Readonly<Record<string, Parameter>>

export const CONDITIONS = {
  HasConfig: 'ConfigBucket',
  HasKeys: 'KmsKeyArns',
  HasMail: 'OperationsEmail',
  ReservesIngest: 'IngestReservedConcurrency',
  ReservesDeliver: 'DeliverReservedConcurrency',
} as const

export const parameters = (settings: DeploySettings): Parameters => ({
  ...ownParameters(settings),
  ...Object.fromEntries(
    secretParameters(settings).map(({ name, parameter }) => [
      parameter,
      { type: 'secret', description: `The secret that the configuration calls env:${name}` },
    ]),
  ),
})

const ownParameters = (settings: DeploySettings): Parameters => ({
  ...trailParameters(settings),
  BuiltinRules: {
    ...text('Whether the built-in rules are used', String(settings.builtin)),
    allowed: ['true', 'false'],
  },
  ConfigBucket: text('Where a configuration lies that comes before the one in the code; empty: nowhere', ''),
  ConfigPath: text('The key of that configuration', ''),
  KmsKeyArns: {
    type: 'list',
    default: '',
    description:
      'Keys that log files, the configuration, secrets, topics or queues are encrypted with, when they are your own',
  },
  OperationsEmail: text('Who is told when Tattletrail itself is unwell; the subscription must be confirmed', ''),
  SilenceSeconds: {
    ...number('No record for so long is an alarm', 3600),
    allowed: [900, 1800, 3600, 10800, 21600, 43200, 86400],
  },
  LogDays: { ...number("Days that the functions' own logs are kept", 30), allowed: [1, 7, 14, 30, 90, 180, 365] },
  IngestMemory: number('Megabytes; more of them also mean more processor', 1024, 256),
  IngestConcurrency: number('Batches of log files that are read at the same time', 10, 2),
  IngestReservedConcurrency: number('0: none is reserved', 0),
  DeliverReservedConcurrency: number('0: none is reserved; 1 makes the rate limits of destinations exact', 0),
})

const trailParameters = ({ bucket, topic, org }: DeploySettings): Parameters => ({
  ...(bucket !== undefined && { TrailBucket: text('The bucket that the trail writes to', bucket) }),
  ...(topic !== undefined && { TrailTopic: text('The topic that tells of new objects in the bucket', topic) }),
  ...(bucket === undefined && { TrailDays: number('Days that log files are kept', 365, 1) }),
  ...(bucket === undefined &&
    org && {
      OrganizationId: { type: 'text', pattern: '^o-[a-z0-9]{10,32}$', description: 'Such as o-exampleorgid' },
    }),
})

/** Each secret of the environment once: `env:SLACK_URL` -> the parameter `SlackUrl`. */
export const secretParameters = (
  settings: DeploySettings,
): readonly { readonly name: string; readonly parameter: string }[] => {
  const names = new Set(settings.secrets.flatMap((one) => (one.kept === 'env' ? [one.name] : [])))
  const taken = new Set(Object.keys(ownParameters(settings)))
  return [...names].map((name, index) => {
    const word = spoken(name)
    const isFree = (one: string): boolean => /^[A-Z]/.test(one) && !LIKE_OURS.test(one) && !taken.has(one)
    const parameter = [word, `Secret${word}`].find(isFree) ?? `Secret${index + 1}${word}`
    taken.add(parameter)
    return { name, parameter }
  })
}

/** A parameter and a resource never have the same name: so those of ours begin, or end. */
const LIKE_OURS = /^(?:DeadLetters|Deliver|Ingest|New|Operations|Queue|Realtime|Subscription|Table|Topic)|Alarm$/

/** `SLACK_URL` -> `SlackUrl`: names of a template hold letters and digits only. */
export const spoken = (name: string): string =>
  name
    .split('_')
    .filter(Boolean)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
    .join('')

const text = (description: string, preset: string): Parameter => ({ type: 'text', default: preset, description })
const number = (description: string, preset: number, min = 0): Parameter => ({
  ...{ type: 'number', default: preset, min, description },
})
