/** Short scenes for tests: who called what, from where, and what came back. */
import { toEvent } from '../../cloudtrail/event.ts'
import type { Case, Indicator } from '../../core/case.ts'
import type { JsonObject } from '../../core/json.ts'
import { buildCase } from '../case/case.ts'
import type { LogEntry } from '../facts/ledger.ts'
import type { Closure } from '../reach/closure.ts'
import { createReach } from '../reach/reach.ts'
import type { ReachSettings } from '../reach/settings.ts'

export const ACCOUNT = '123456789012'
export const userArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:user/${name}`
export const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`
export const sessionArn = (role: string, name: string): string => `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${name}`
export const keyId = (kind: 'AKIA' | 'ASIA', name: string): string => `${kind}${name.toUpperCase().padEnd(16, 'X')}`

export const user = (name: string, key?: string): JsonObject => ({
  type: 'IAMUser',
  arn: userArn(name),
  accountId: ACCOUNT,
  userName: name,
  ...(key === undefined ? {} : { accessKeyId: key }),
})
export const session = (role: string, name: string, key: string): JsonObject => ({
  type: 'AssumedRole',
  arn: sessionArn(role, name),
  accountId: ACCOUNT,
  accessKeyId: key,
  sessionContext: { sessionIssuer: { type: 'Role', arn: roleArn(role), accountId: ACCOUNT, userName: role } },
})
export const service = (host: string): JsonObject => ({ type: 'AWSService', invokedBy: host })

/** `minutes` count from the beginning of the scene. */
export const call = (
  id: string,
  minutes: number,
  who: JsonObject,
  address: string,
  what: string,
  more: JsonObject = {},
): JsonObject => {
  const [source = '', name = ''] = what.split(':')
  return {
    eventVersion: '1.11',
    userIdentity: who,
    eventTime: new Date(Date.UTC(2026, 2, 4) + Math.round(minutes * 60) * 1000).toISOString().replace('.000Z', 'Z'),
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: 'eu-west-1',
    sourceIPAddress: address,
    userAgent: 'aws-cli/2.15.0',
    readOnly: /^(?:Get|List|Describe)/.test(name),
    eventID: id,
    recipientAccountId: ACCOUNT,
    ...more,
  }
}

export const issued = (key: string, to: string): JsonObject => ({
  responseElements: { credentials: { accessKeyId: key }, assumedRoleUser: { arn: to } },
})

/** The bot of the company, its key that leaked, and from where the intruder and the others call. */
export const LEAKED = keyId('AKIA', 'leaked')
export const OTHER = keyId('AKIA', 'other')
export const MADE = keyId('AKIA', 'made')
export const ROLE = keyId('ASIA', 'role')
export const INTRUDER = '198.51.100.7'
export const INTRUDER2 = '198.51.100.8'
export const HOME = '203.0.113.10'
export const OFFICE = '203.0.113.20'
export const bot = user('build-bot', LEAKED)
export const admin = user('dana', OTHER)

export const seed = (kind: Indicator['kind'], value: string): Indicator => ({ kind, value })

/** The owner's work, day by day. */
export const habit = (prefix: string, who: JsonObject, address: string, days: number): readonly JsonObject[] =>
  Array.from({ length: days }, (_, day) =>
    call(`${prefix}${day}`, day * 1440 + 500, who, address, 'ecr:GetAuthorizationToken'),
  )

/** What the intruder does first. */
export const firstCalls: readonly JsonObject[] = [
  call('a1', 1000, bot, INTRUDER, 'sts:GetCallerIdentity'),
  call('a2', 1001, bot, INTRUDER, 'iam:PutUserPolicy', {
    requestParameters: { userName: 'build-bot', policyName: 'zq' },
  }),
]
/** The same, where the owner is at work. */
export const theft: readonly JsonObject[] = [...habit('h', bot, HOME, 5), ...firstCalls]

/** The same in AWS GovCloud ("Amazon Resource Names": the partition). */
export const inGovCloud = <Value>(scene: Value): Value =>
  JSON.parse(
    JSON.stringify(scene).replaceAll('arn:aws:', 'arn:aws-us-gov:').replaceAll('"eu-west-1"', '"us-gov-west-1"'),
  )

/** Runs the rounds over records in memory. */
export const reachOver = (
  records: readonly JsonObject[],
  seed: Indicator,
  more: Partial<ReachSettings> = {},
): { readonly closure: Closure; readonly all: readonly LogEntry[]; readonly rounds: number } => {
  const reach = createReach({
    seed,
    follow: [],
    bound: 10,
    network: () => undefined,
    within: {},
    ...more,
  })
  let rounds = 0
  for (let filter = reach.next(); filter !== undefined; filter = reach.next()) {
    rounds++
    const isWanted = reach.wants(filter)
    for (const record of records) if (isWanted(record)) reach.add(toEvent(record), 'log')
  }
  return { closure: reach.result(), all: reach.ledger.all(), rounds }
}

export const idsOf = (closure: Closure): string => [...closure.scope.keys()].map(({ id }) => id).join(' ')

/** The whole case of them, in few words. */
export const caseOf = (records: readonly JsonObject[], seed: Indicator): Case => {
  const { closure, all, rounds } = reachOver(records, seed)
  const coverage = { records: records.length, files: 1, failures: [], periods: [] }
  return buildCase(
    { seed, closure, all, coverage, rounds, cut: false },
    { sentence: ({ name }) => name, who: () => 'someone', tool: (agent) => agent, network: () => undefined },
  )
}
