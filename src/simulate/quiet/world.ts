/** What every quiet workload works with: the company, chance, the current five minutes, and open sessions. */
import { SLOT, spoken } from '../clock.ts'
import { type Company, type CompanyAccount, uniqueId } from '../company.ts'
import { assumedRole, type Session, type SimulatedCaller, service, sessionArn, type Workload } from '../identity.ts'
import { base64, type Random, uuid } from '../random.ts'
import { type Call, type Ids, record } from '../record.ts'

/** Takes one finished record; `recipient` is the account whose files it belongs to. */
export type WriteRecord = (recipient: string, region: string, second: number, text: string) => void

export interface World {
  readonly company: Company
  readonly from: Random
  /** The first second of the current five minutes. */
  slot: number
  /** Records made so far. */
  made: number
  readonly write: WriteRecord
  readonly open: Map<string, OpenSession>
}

/** A session that workloads keep calling with, and the callers that AWS services are on its behalf. */
export interface OpenSession {
  readonly session: Session
  readonly caller: SimulatedCaller
  readonly until: number
  readonly through: Map<string, SimulatedCaller>
}

/** A second inside the current five minutes, `later` seconds after `second`. */
export const within = (world: World, second: number, later: number): number =>
  Math.min(second + later, world.slot + SLOT - 1)

export const anySecond = (world: World): number => world.slot + world.from.below(SLOT)

export const emit = (
  world: World,
  caller: SimulatedCaller,
  region: string,
  second: number,
  call: Call,
  recipient = caller.account.id,
  ids?: Ids,
): void => {
  world.made++
  world.write(recipient, region, second, record(world.from, caller, region, second, call, ids, recipient))
}

/** A call that an AWS service makes by itself. */
export const byService = (account: CompanyAccount, host: string): SimulatedCaller => ({
  account,
  identity: service(host),
  ip: host,
  agent: host,
})

const credentialsJson = (from: Random, key: string, expires: number): string =>
  `{"accessKeyId":"${key}","sessionToken":"IQoJb3JpZ2luX2Vj${base64(from, 120)}","expiration":"${spoken(expires)}"}`

/** What `AssumeRole` answers, for a session that is about to be used. */
export const assumedJson = (from: Random, session: Session, expires: number): string =>
  `{"credentials":${credentialsJson(from, session.key, expires)},"assumedRoleUser":{"assumedRoleId":"${session.roleId}:${session.name}","arn":"${sessionArn(session)}"}}`

export const roleResource = (account: CompanyAccount, role: string): string =>
  `[{"accountId":"${account.id}","type":"AWS::IAM::Role","ARN":"arn:aws:iam::${account.id}:role/${role}"}]`

export interface SessionSpec {
  readonly account: CompanyAccount
  readonly role: string
  readonly name: string
  readonly ip: string
  readonly agent: string
  /** The service that assumes the role; its AssumeRole is logged when a session opens. */
  readonly opener?: string
  readonly lifetime: number
  /** How likely a use is by one more worker, with a session of its own. */
  readonly churn?: number
  readonly provider?: string | undefined
  readonly issuedTo?: Workload
  readonly console?: true | undefined
}

/** The open session of a role and name, or a new one. */
export const sessionOf = (world: World, spec: SessionSpec, region: string, second: number): OpenSession => {
  const { account, role, name } = spec
  const place = `${account.id}/${role}/${name}`
  const known = world.open.get(place)
  const usable = known !== undefined && known.until > second && known.session.since <= second
  if (usable && !world.from.chance(spec.churn ?? 0)) return known
  const session: Session = {
    account,
    role,
    name,
    roleId: world.company.roleId(account, role),
    key: uniqueId('ASIA', account, world.from),
    since: second,
    provider: spec.provider,
    issuedTo: spec.issuedTo,
  }
  const until = second + spec.lifetime
  const opened: OpenSession = {
    session,
    until,
    through: new Map(),
    caller: {
      account,
      identity: assumedRole(session),
      ip: spec.ip,
      agent: spec.agent,
      key: session.key,
      arn: sessionArn(session),
      console: spec.console,
    },
  }
  world.open.set(place, opened)
  if (spec.opener) {
    emit(world, byService(account, spec.opener), region, second, {
      service: 'sts',
      name: 'AssumeRole',
      readOnly: true,
      requestJson: `{"roleArn":"arn:aws:iam::${account.id}:role/${role}","roleSessionName":"${name}","durationSeconds":${spec.lifetime}}`,
      responseJson: assumedJson(world.from, session, until),
      resourcesJson: roleResource(account, role),
      sharedEventId: uuid(world.from),
    })
  }
  return opened
}

/** Forgets sessions that have ended, so that memory does not grow with the days. */
export const closeSessions = (world: World): void => {
  for (const [place, { until }] of world.open) if (until <= world.slot) world.open.delete(place)
}

/** A service that calls on behalf of a session: `kms` calls behind S3, DynamoDB, Secrets Manager ... */
export const onBehalf = (opened: OpenSession, host: string): SimulatedCaller => {
  const known = opened.through.get(host)
  if (known !== undefined) return known
  const caller: SimulatedCaller = {
    account: opened.session.account,
    identity: assumedRole(opened.session, host),
    ip: host,
    agent: host,
    key: opened.session.key,
  }
  opened.through.set(host, caller)
  return caller
}

export type KmsName = 'Decrypt' | 'GenerateDataKey'

/** A use of a customer key; `contextJson` is the encryption context that the calling service sets. */
export const kmsCall = (
  account: CompanyAccount,
  region: string,
  key: string,
  name: KmsName,
  contextJson: string,
): Call => ({
  service: 'kms',
  name,
  readOnly: true,
  requestJson:
    name === 'Decrypt'
      ? `{"encryptionContext":${contextJson},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}`
      : `{"encryptionContext":${contextJson},"keyId":"arn:aws:kms:${region}:${account.id}:key/${key}","keySpec":"AES_256"}`,
  resourcesJson: `[{"accountId":"${account.id}","type":"AWS::KMS::Key","ARN":"arn:aws:kms:${region}:${account.id}:key/${key}"}]`,
})
