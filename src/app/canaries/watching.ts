/** How an account is watched, asked of AWS; nothing is changed. */
import type { Clients, Command, CommandInput, CommandOutput, Service } from '../../aws/clients.ts'
import { advanced, type BasicSelector } from '../../checks/selectors.ts'
import type { BusRule, FieldSelector, Queue, Selectors, Trail, Watching } from '../../checks/watching.ts'
import { reasonOf } from '../../core/reason.ts'
import { AccountError } from '../../flows/canary/account.ts'
import { eventPattern } from '../../languages/index.ts'
import { accountError } from './refusal-of.ts'

/** IAM actions that this needs. */
export const WATCHING_PERMISSIONS = [
  ...['cloudtrail:DescribeTrails', 'cloudtrail:ListTrails', 'cloudtrail:GetTrail', 'cloudtrail:GetTrailStatus'],
  ...['cloudtrail:GetEventSelectors', 'events:ListRules', 'events:ListTargetsByRule'],
  ...['sqs:GetQueueUrl', 'sqs:GetQueueAttributes', 'lambda:ListEventSourceMappings'],
]

type Ask = <S extends Service, C extends Command<S>>(
  service: S,
  command: C,
  input: CommandInput<S, C>,
  region?: string,
) => Promise<CommandOutput<S, C>>

/** @param bucket whose log files are read; absent: not known @throws AccountError when the trails or the rules may not be read */
export const watchingIn = async (clients: Clients, region: string, bucket: string | undefined): Promise<Watching> => {
  const ask: Ask = (service, command, input, where = region) =>
    clients.call(service, command, input, { region: where }).catch((error: unknown) => {
      throw accountError(String(command), error)
    })
  const rules = await rulesIn(ask)
  const queues = new Set(rules.flatMap(({ targets }) => targets).filter((arn) => /^arn:[\w-]+:sqs:/.test(arn)))
  return {
    ...{ region, rules, bucket },
    trails: await trailsIn(ask),
    queues: await Promise.all([...queues].map((arn) => queueAt(ask, arn))),
  }
}

const trailsIn = async (ask: Ask): Promise<readonly Trail[]> => {
  const { trailList = [] } = await ask('cloudtrail', 'DescribeTrails', { includeShadowTrails: true })
  const known = new Set(trailList.map(({ TrailARN }) => TrailARN))
  const elsewhere: typeof trailList = []
  for (let NextToken: string | undefined; ; ) {
    const page = await ask('cloudtrail', 'ListTrails', { NextToken })
    for (const { TrailARN } of page.Trails ?? []) {
      if (TrailARN === undefined || known.has(TrailARN)) continue
      const { Trail } = await ask('cloudtrail', 'GetTrail', { Name: TrailARN }, homeOf(TrailARN))
      if (Trail) elsewhere.push(Trail)
    }
    NextToken = page.NextToken
    if (NextToken === undefined) break
  }
  return Promise.all(
    [...trailList, ...elsewhere].map(async (found): Promise<Trail> => {
      const { Name: name = '', TrailARN: arn = '', S3BucketName: bucket = '' } = found
      const region = homeOf(arn)
      // What belongs to an organization may be read in its management account alone.
      const status = await ask('cloudtrail', 'GetTrailStatus', { Name: arn }, region).catch(unknown)
      return {
        ...{ name, arn, region, bucket },
        isMultiRegion: found.IsMultiRegionTrail ?? false,
        hasGlobalEvents: found.IncludeGlobalServiceEvents ?? false,
        isLogging: status.IsLogging ?? true,
        failure: status.LatestDeliveryError || null,
        selectors: await selectorsOf(ask, arn, region),
      }
    }),
  )
}

/** A trail has the Region in its ARN in which it was made. */
const homeOf = (arn: string): string => arn.split(':')[3] ?? ''

const unknown = (error: unknown): { readonly IsLogging?: boolean; readonly LatestDeliveryError?: string } => ({
  LatestDeliveryError: `its status is not known (${reasonOf(error)})`,
})

const selectorsOf = async (ask: Ask, TrailName: string, region: string): Promise<Selectors | null> => {
  const answer = await ask('cloudtrail', 'GetEventSelectors', { TrailName }, region).catch(ifDenied(undefined))
  if (!answer) return null
  const { AdvancedEventSelectors = [], EventSelectors = [] } = answer
  return AdvancedEventSelectors.length > 0
    ? AdvancedEventSelectors.map(({ FieldSelectors = [] }) => FieldSelectors as readonly FieldSelector[])
    : advanced(EventSelectors.length > 0 ? (EventSelectors as readonly BasicSelector[]) : [{}])
}

const rulesIn = async (ask: Ask): Promise<readonly BusRule[]> => {
  const rules: BusRule[] = []
  for (let NextToken: string | undefined; ; ) {
    const page = await ask('eventbridge', 'ListRules', { NextToken })
    for (const { Name: name = '', State: state = '', EventPattern } of page.Rules ?? []) {
      if (EventPattern === undefined) continue
      const { Targets = [] } = await ask('eventbridge', 'ListTargetsByRule', { Rule: name })
      rules.push({ name, state, matches: matcherOf(EventPattern), targets: Targets.map(({ Arn = '' }) => Arn) })
    }
    NextToken = page.NextToken
    if (NextToken === undefined) return rules
  }
}

/** A pattern that is not understood here lets nothing through that may be relied on. */
const matcherOf = (pattern: string): BusRule['matches'] => {
  try {
    const { matches } = eventPattern.compile(JSON.parse(pattern))
    return matches
  } catch {
    return () => false
  }
}

const queueAt = async (ask: Ask, arn: string): Promise<Queue> => {
  const [, , , region = '', account = '', name = ''] = arn.split(':')
  const attributes = async (of: string): Promise<Readonly<Record<string, string>>> => {
    const [, , , , QueueOwnerAWSAccountId = account, QueueName = ''] = of.split(':')
    const { QueueUrl = '' } = await ask('sqs', 'GetQueueUrl', { QueueName, QueueOwnerAWSAccountId }, region)
    const wanted = ['RedrivePolicy', 'ApproximateNumberOfMessages'] as const
    const { Attributes = {} } = await ask(
      'sqs',
      'GetQueueAttributes',
      { QueueUrl, AttributeNames: [...wanted] },
      region,
    )
    return Attributes
  }
  const own = await attributes(arn).catch((error: unknown) => {
    if (error instanceof AccountError && error.refusal === 'gone') return undefined
    return ifDenied<Readonly<Record<string, string>>>({})(error)
  })
  const { RedrivePolicy = '{}' } = own ?? {}
  const { deadLetterTargetArn } = JSON.parse(RedrivePolicy) as { readonly deadLetterTargetArn?: string }
  const dead = deadLetterTargetArn === undefined ? undefined : await attributes(deadLetterTargetArn).catch(ifDenied({}))
  const { EventSourceMappings = [] } = await ask(
    'lambda',
    'ListEventSourceMappings',
    { EventSourceArn: arn },
    region,
  ).catch(ifDenied({ EventSourceMappings: [] }))
  return {
    arn,
    isGone: own === undefined,
    dead: dead ? Number((dead as Readonly<Record<string, string>>).ApproximateNumberOfMessages ?? 0) : null,
    readers: EventSourceMappings.map(
      ({ FunctionArn = name, State: state = '', LastProcessingResult: result = '' }) => ({
        ...{ state, result },
        name: FunctionArn.split(':')[6] ?? FunctionArn,
      }),
    ),
  }
}

/** What may not be read, or is gone, is not known. */
const ifDenied =
  <Value>(value: Value) =>
  (error: unknown): Value => {
    if (error instanceof AccountError && (error.refusal === 'denied' || error.refusal === 'gone')) return value
    throw error
  }
