/** Where attack stories are told: each step becomes a record, and everything the attacker did is kept as truth. */
import { attackerCli, commandOf } from '../agents.ts'
import { denied, deniedByEc2, regionOf } from '../catalogue.ts'
import { DAY, HOUR, iso, spoken } from '../clock.ts'
import { attackerAddress, type Company, type CompanyAccount, HOME, uniqueId } from '../company.ts'
import {
  assumedRole,
  iamUser,
  instanceWorkload,
  type Session,
  type SimulatedCaller,
  service,
  sessionArn,
} from '../identity.ts'
import { base64, type Random, random, uuid } from '../random.ts'
import { bucketResource, type Call, objectResources, record, s3Additional } from '../record.ts'

export interface AttackStory {
  readonly name: string
  readonly title: string
  readonly describes: string
  readonly play: (stage: Stage) => void
}

/** An identity function: the one way to make a story. */
export const defineStory = (story: AttackStory): AttackStory => story

/** Something an investigation can start from. */
export interface Seed {
  readonly type: 'ip' | 'accessKeyId' | 'arn'
  readonly value: string
}

/** What really happened, for scoring detections and investigations. */
export interface Truth {
  readonly story: string
  readonly title: string
  readonly from: string
  readonly to: string
  readonly seeds: readonly Seed[]
  /** Every event that the attacker caused, in order of time, and no other. */
  readonly eventIds: readonly string[]
  readonly entities: {
    readonly addresses: readonly string[]
    readonly accessKeys: readonly string[]
    /** ARNs of the users, sessions and root accounts that the attacker acted as. */
    readonly identities: readonly string[]
    /** What was changed, made or taken. */
    readonly resources: readonly string[]
  }
}

export interface StoryEvent {
  readonly recipient: string
  readonly region: string
  readonly second: number
  readonly text: string
}

/** Someone the attacker acts as, and how the tool in hand calls itself. */
export interface Actor extends SimulatedCaller {
  readonly agentOf: (service: string, name: string) => string
}

type Body = Readonly<Record<string, unknown>>

export interface AttackStep {
  readonly request?: Body
  /** Or how it follows from the second of the call. */
  readonly response?: Body | ((now: number) => Body)
  readonly additional?: Body
  readonly error?: readonly [code: string, message: string]
  /** Belongs to the scene and not to the attacker: in the logs, but not in the truth. */
  readonly innocent?: true
  /** Denied for want of a policy, on this resource. */
  readonly deniedOn?: string
  readonly resources?: readonly Body[]
  readonly region?: string
  /** Seconds since the step before; some when absent. */
  readonly after?: number
  readonly readOnly?: boolean
  readonly eventType?: Call['eventType']
  readonly data?: true
  readonly host?: string
  readonly sharedEventId?: string
  readonly bytes?: readonly [into: number, outOf: number]
  /** ARNs to keep as touched. */
  readonly touches?: readonly string[]
}

export interface Stage {
  readonly company: Company
  readonly from: Random
  now(): number
  /** An address from the attackers' range. */
  address(): string
  key(kind: 'AKIA' | 'ASIA' | 'AROA' | 'AIDA', account: CompanyAccount): string
  user(name: string, account: CompanyAccount, id: string, key: string | undefined, ip: string): Actor
  session(account: CompanyAccount, role: string, name: string, ip: string, more?: Partial<Session>): Actor
  /** The session of an instance of prod that has this role. How the instance came by it is in the logs too. */
  instance(role: string, ip: string): Actor
  /** One call, as `service.EventName`. */
  step(actor: Actor, call: string, step?: AttackStep): void
  /** One S3 call on a bucket, or on one of its objects. */
  s3(actor: Actor, name: string, bucket: string, step?: AttackStep & { readonly key?: string }): void
}

const READ_ONLY = /^(Get|List|Describe|Head|AssumeRole|Decrypt)/
const awsTool = (service: string, name: string): string => attackerCli(commandOf(service, name))

/** The IAM action behind an event name: Lambda's carry an API version, and one of S3's differs. */
const actionName = (name: string): string =>
  name === 'ListBuckets' ? 'ListAllMyBuckets' : name.replace(/\d{8}.*$/, '')

const json = (body: unknown): string | undefined => (body === undefined ? undefined : JSON.stringify(body))

const errorOf = (from: Random, who: Actor, service: string, name: string, step: AttackStep): AttackStep['error'] => {
  if (step.deniedOn === undefined) return step.error
  const action = `${service}:${actionName(name)}`
  if (service !== 'ec2') return denied(who.arn ?? '', action, step.deniedOn)
  const encoded = base64(from, 200).replaceAll('+', '-').replaceAll('/', '_')
  return deniedByEc2(who.arn ?? '', action, step.deniedOn, encoded)
}

const callOf = (
  from: Random,
  who: Actor,
  service: string,
  name: string,
  step: AttackStep,
  second: number,
  requestId: string,
): Call => {
  const response = typeof step.response === 'function' ? step.response(second) : step.response
  const error = errorOf(from, who, service, name, step)
  const s3 = service === 's3'
  // Most services log no request that was denied; EC2 and S3 do.
  const silent = step.deniedOn !== undefined && service !== 'ec2' && !s3
  return {
    service,
    name,
    readOnly: step.readOnly ?? READ_ONLY.test(name),
    requestJson: silent ? undefined : json(step.request),
    responseJson: json(response && service === 'ec2' ? { requestId, ...response } : response),
    additionalJson: s3
      ? s3Additional(from, ...(step.bytes ?? ([0, error ? 243 : from.below(700)] as const)))
      : json(step.additional),
    resourcesJson: json(step.resources),
    error,
    eventType: step.eventType,
    data: step.data,
    host: step.host,
    sharedEventId: step.sharedEventId,
  }
}

/** Tells the story at a place of the registry: its events in order of time, and the truth about it. */
export const perform = (
  story: AttackStory,
  place: number,
  company: Company,
  seed: number,
  start: number,
  days: number,
): { events: StoryEvent[]; truth: Truth } => {
  const from = random(seed, `story/${story.name}`)
  const events: StoryEvent[] = []
  const caused: { readonly id: string; readonly second: number; readonly who: Actor }[] = []
  const resources = new Set<string>()
  let addresses = from.below(5)
  // At night, when few people are there to be confused with, and done before the working day.
  let second = start + from.below(days) * DAY + HOUR + from.below(2 * HOUR)

  const step: Stage['step'] = (who, what, given = {}) => {
    const [service, name] = what.split('.') as [string, string]
    second += given.after ?? 3 + from.below(40)
    const region = given.region ?? regionOf(service, HOME)
    const requestId = uuid(from)
    const eventId = uuid(from)
    const call = callOf(from, who, service, name, given, second, requestId)
    const ids = service === 's3' ? { eventId } : { eventId, requestId }
    const text = record(from, { ...who, agent: who.agentOf(service, name) }, region, second, call, ids)
    events.push({ recipient: who.account.id, region, second, text })
    if (given.innocent) return
    caused.push({ id: eventId, second, who })
    for (const arn of given.touches ?? []) resources.add(arn)
  }
  const session: Stage['session'] = (account, role, name, ip, more = {}) => {
    const roleId = company.roleId(account, role)
    const made = { account, role, name, roleId, key: uniqueId('ASIA', account, from), since: second, ...more }
    return {
      account,
      identity: assumedRole(made),
      ip,
      agent: '',
      key: made.key,
      arn: sessionArn(made),
      agentOf: awsTool,
    }
  }

  story.play({
    company,
    from,
    now: () => second,
    address: () => attackerAddress(place, addresses++),
    key: (kind, account) => uniqueId(kind, account, from),
    user: (name, account, id, key, ip) => {
      const arn = `arn:aws:iam::${account.id}:user/${name}`
      return {
        account,
        identity: iamUser({ account, id, name }, key),
        ip,
        agent: '',
        arn,
        agentOf: awsTool,
        key,
      }
    },
    session,
    instance: (role, ip) => {
      const { prod } = company
      const instance = prod.instances.find((candidate) => candidate.role === role)
      if (!instance) throw new RangeError(`prod has no instance with the role ${role}`)
      const stolen = session(prod, role, instance.id, ip, { issuedTo: instanceWorkload(prod, instance.id) })
      const host = 'ec2.amazonaws.com'
      const roleArn = `arn:aws:iam::${prod.id}:role/${role}`
      step({ account: prod, identity: service(host), ip: host, agent: host, agentOf: () => host }, 'sts.AssumeRole', {
        after: 0,
        innocent: true,
        request: { roleArn, roleSessionName: instance.id },
        response: {
          credentials: {
            accessKeyId: stolen.key,
            sessionToken: `IQoJb3JpZ2luX2Vj${base64(from, 120)}`,
            expiration: spoken(second + 6 * HOUR),
          },
        },
        resources: [{ accountId: prod.id, type: 'AWS::IAM::Role', ARN: roleArn }],
        sharedEventId: uuid(from),
      })
      second += HOUR / 4
      return stolen
    },
    step,
    s3: (who, name, bucket, { key, ...given } = {}) => {
      const host = `${bucket}.s3.${HOME}.amazonaws.com`
      const owner = who.account.id
      const resources = key ? objectResources(owner, bucket, key) : bucketResource(owner, bucket)
      step(who, `s3.${name}`, {
        host,
        resources: JSON.parse(resources) as Body[],
        touches: [`arn:aws:s3:::${bucket}`],
        ...given,
        request: { bucketName: bucket, Host: host, ...(key ? { key } : {}), ...given.request },
      })
    },
  })
  return { events, truth: truthOf(story, caused, [...resources]) }
}

const distinct = (values: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(values.filter((value) => value !== undefined)),
]

const truthOf = (
  { name, title }: AttackStory,
  caused: readonly { readonly id: string; readonly second: number; readonly who: Actor }[],
  resources: readonly string[],
): Truth => {
  const [first, last] = [caused[0], caused.at(-1)]
  if (!first || !last) throw new RangeError(`the story ${name} has no steps`)
  // A service that acts for the attacker has a host name in place of an address.
  const addresses = distinct(caused.map(({ who }) => who.ip)).filter((ip) => /^[\d.]+$/.test(ip))
  const accessKeys = distinct(caused.map(({ who }) => who.key))
  const identities = distinct(caused.map(({ who }) => who.arn))
  const seed = (type: Seed['type'], values: readonly string[]): Seed[] =>
    values.slice(0, 1).map((value) => ({ type, value }))
  return {
    story: name,
    title,
    from: iso(first.second),
    to: iso(last.second),
    seeds: [...seed('ip', addresses), ...seed('accessKeyId', accessKeys), ...seed('arn', identities)],
    eventIds: caused.map(({ id }) => id),
    entities: { addresses, accessKeys, identities, resources },
  }
}
