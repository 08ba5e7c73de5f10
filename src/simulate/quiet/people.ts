/** People at work: single sign-on, console pages, command lines, notebooks, and rare administration. */
import { awsCli, boto3, browser, commandOf, FIREFOX, terraform } from '../agents.ts'
import { anyRead, BUCKET_READS, bucketRead, denied, regionOf } from '../catalogue.ts'
import { HOUR, spoken } from '../clock.ts'
import { type CompanyAccount, GLOBAL, HOME, OFFICES, type Person, uniqueId, VPN } from '../company.ts'
import { iamUser, identityCenterUser, type SimulatedCaller, sessionArn } from '../identity.ts'
import { base64, hex, uuid } from '../random.ts'
import type { Call } from '../record.ts'
import { anySecond, assumedJson, emit, type OpenSession, roleResource, sessionOf, type World, within } from './world.ts'

const REACH: Readonly<Record<Person['permissionSet'], readonly number[]>> = {
  Administrator: [0, 0, 1, 2],
  Developer: [0, 1, 1, 1, 2, 2],
  DataAnalyst: [0, 1],
  ReadOnly: [0],
}

/** Offices on most days, the VPN on some, home now and then. One day, one place. */
const addressOf = (world: World, person: Person, second: number): string => {
  const day = (Math.floor(second / 86_400) * 31 + person.laptop) % 10
  if (day < 6) return OFFICES[person.laptop % OFFICES.length] as string
  if (day < 9) return VPN[person.laptop % VPN.length] as string
  return world.from.chance(0.9) ? person.home : (OFFICES[0] as string)
}

/** The session of a permission set in an account; the first of the day goes through the sign-in pages. */
const signOn = (
  world: World,
  person: Person,
  account: CompanyAccount,
  second: number,
  console: boolean,
): OpenSession => {
  const { company, from } = world
  const ip = addressOf(world, person, second)
  const role = `aws-reserved/sso.amazonaws.com/${HOME}/${company.ssoRole(account, person.permissionSet)}`
  const name = `${person.name}@example.com`
  const before = world.open.get(`${account.id}/${role}/${name}`)
  const opened = sessionOf(
    world,
    {
      account,
      role,
      name,
      ip,
      agent: console ? browser(person) : awsCli('sts.get-caller-identity', person.laptop),
      lifetime: 8 * HOUR,
      console: console || undefined,
    },
    HOME,
    second,
  )
  if (opened === before) return opened
  const user: SimulatedCaller = {
    account: company.prod,
    identity: identityCenterUser(company, person, uuid(from)),
    ip,
    agent: browser(person),
  }
  const workflow = uuid(from)
  const portal = `https://${company.identityStore}.awsapps.com/start`
  const signIn = (event: string, credential: string): Call => ({
    service: 'signin',
    name: event,
    readOnly: false,
    eventType: 'AwsServiceEvent',
    additionalJson: `{"AuthWorkflowID":"${workflow}","LoginTo":"${portal}","CredentialType":"${credential}","UserName":"${name}"}`,
    serviceEventJson: `{"${event}":"Success"}`,
  })
  emit(world, user, HOME, second, signIn('CredentialVerification', 'PASSWORD'))
  emit(world, user, HOME, second, signIn('CredentialVerification', 'TOTP'))
  emit(world, user, HOME, second, signIn('UserAuthentication', 'PASSWORD,TOTP'))
  emit(world, user, HOME, second, {
    service: 'sso',
    name: 'Federate',
    readOnly: false,
    eventType: 'AwsServiceEvent',
    serviceEventJson: `{"role_name":"${person.permissionSet}","account_id":"${account.id}"}`,
  })
  const { session } = opened
  const provider = `arn:aws:iam::${account.id}:saml-provider/AWSSSO_${hex(from, 16)}_DO_NOT_DELETE`
  const saml = `{"type":"SAMLUser","principalId":"${base64(from, 13)}=:${name}","userName":"${name}","identityProvider":"${base64(from, 13)}="}`
  emit(
    world,
    {
      ...user,
      account,
      identity: saml,
      agent: 'aws-internal/3 aws-sdk-java/1.12.797 Linux/5.10.247 OpenJDK_64-Bit_Server_VM/25.472-b08 java/1.8.0_472',
    },
    HOME,
    second,
    {
      service: 'sts',
      name: 'AssumeRoleWithSAML',
      readOnly: true,
      requestJson: `{"sAMLAssertionID":"_${uuid(from)}","roleSessionName":"${name}","roleArn":"arn:aws:iam::${account.id}:role/${role}","principalArn":"${provider}","durationSeconds":28800}`,
      responseJson: assumedJson(from, session, opened.until),
      resourcesJson: roleResource(account, role),
    },
  )
  if (console) {
    // Real sign-ins of roles say MFAUsed "No": the second factor was asked for by Identity Center, not here.
    emit(
      world,
      {
        ...user,
        account,
        identity: `{"type":"AssumedRole","principalId":"${session.roleId}:${name}","arn":"${sessionArn(session)}","accountId":"${account.id}"}`,
      },
      HOME,
      within(world, second, 2),
      {
        service: 'signin',
        name: 'ConsoleLogin',
        readOnly: false,
        eventType: 'AwsConsoleSignIn',
        responseJson: '{"ConsoleLogin":"Success"}',
        additionalJson: '{"MobileVersion":"No","MFAUsed":"No"}',
      },
    )
  }
  return opened
}

/** The same call without the permission; IAM and GuardDuty then log no request. */
const refuse = (call: Call, caller: SimulatedCaller): Call => {
  const { requestJson: _, ...rest } = call
  return { ...rest, error: denied(caller.arn ?? '', `${call.service}:${call.name}`, '*') }
}

/** What the permission set may not read. */
const forbidden = (person: Person, call: Call): boolean =>
  (person.permissionSet === 'DataAnalyst' && (call.service === 'iam' || call.service === 'guardduty')) ||
  (person.permissionSet === 'Developer' && call.service === 'guardduty')

const accountOf = (world: World, person: Person): CompanyAccount =>
  world.company.accounts[world.from.pick(REACH[person.permissionSet])] as CompanyAccount

const reads = (
  world: World,
  person: Person,
  caller: SimulatedCaller,
  from: number,
  count: number,
  agentOf: (call: Call) => string,
): void => {
  let second = from
  for (let left = count; left > 0; left--) {
    second = within(world, second, 1 + world.from.below(12))
    const call = anyRead(world.from)
    if (forbidden(person, call) && world.from.chance(0.7)) continue
    const seen = { ...caller, agent: agentOf(call) }
    emit(world, seen, regionOf(call.service, HOME), second, forbidden(person, call) ? refuse(call, caller) : call)
  }
}

export const consoleVisit = (world: World): void => {
  const person = world.from.pick(world.company.people)
  const account = accountOf(world, person)
  const second = anySecond(world)
  const { caller } = signOn(world, person, account, second, true)
  const agent = browser(person)
  if (world.from.chance(0.35)) {
    const bucket = world.from.pick(account.buckets)
    emit(world, { ...caller, agent }, HOME, second, {
      service: 's3',
      name: 'ListBuckets',
      readOnly: true,
      requestJson: `{"Host":"s3.${HOME}.amazonaws.com"}`,
      host: `s3.${HOME}.amazonaws.com`,
    })
    let later = second
    for (const row of BUCKET_READS.slice(0, 8)) {
      emit(world, { ...caller, agent }, HOME, later, bucketRead(row, account.id, bucket, HOME))
      later = within(world, later, 1)
    }
  }
  reads(world, person, caller, second, 4 + world.from.below(14), () => agent)
}

export const terminalWork = (world: World): void => {
  const person = world.from.pick(world.company.people)
  const account = accountOf(world, person)
  const second = anySecond(world)
  const { caller } = signOn(world, person, account, second, false)
  const { laptop } = person
  const kind = world.from.below(10)
  if (kind === 0) {
    emit(world, { ...caller, agent: awsCli('sts.get-caller-identity', laptop) }, HOME, second, {
      service: 'sts',
      name: 'GetCallerIdentity',
      readOnly: true,
    })
  }
  if (kind < 6) {
    reads(world, person, caller, second, 1 + world.from.below(6), ({ service, name }) =>
      awsCli(commandOf(service, name), laptop),
    )
  } else if (kind < 8) reads(world, person, caller, second, 5 + world.from.below(20), () => boto3(laptop))
  else reads(world, person, caller, second, 10 + world.from.below(25), ({ service }) => terraform(service))
  if (kind === 6) {
    const bucket = 'example-prod-report'
    const host = `${bucket}.s3.${HOME}.amazonaws.com`
    emit(world, { ...caller, agent: awsCli('s3.ls', laptop) }, HOME, second, {
      service: 's3',
      name: 'ListObjects',
      readOnly: true,
      requestJson: `{"list-type":"2","bucketName":"${bucket}","encoding-type":"url","prefix":"","delimiter":"/","Host":"${host}"}`,
      error: ['NoSuchBucket', 'The specified bucket does not exist'],
      host,
      data: true,
    })
  }
}

/** The sandbox still has one IAM user with a password; it has a second factor, and sometimes a typing mistake. */
export const oldConsoleUser = (world: World): void => {
  const { workshop } = world.company
  const { account } = workshop
  const caller: SimulatedCaller = { account, identity: iamUser(workshop), ip: OFFICES[0] as string, agent: FIREFOX }
  const second = anySecond(world)
  const login = (failed: boolean): Call => ({
    service: 'signin',
    name: 'ConsoleLogin',
    readOnly: false,
    eventType: 'AwsConsoleSignIn',
    responseJson: `{"ConsoleLogin":"${failed ? 'Failure' : 'Success'}"}`,
    additionalJson: failed
      ? '{"LoginTo":"https://console.aws.amazon.com/console/home","MobileVersion":"No","MFAUsed":"Yes"}'
      : `{"LoginTo":"https://console.aws.amazon.com/console/home?state=hashArgs%23&isauthcode=true","MobileVersion":"No","MFAIdentifier":"arn:aws:iam::${account.id}:mfa/workshop","MFAUsed":"Yes"}`,
  })
  if (world.from.chance(0.2)) {
    emit(world, caller, HOME, second, { ...login(true), error: ['', 'Failed authentication'] })
  }
  emit(world, caller, HOME, within(world, second, 15), login(false))
}

/** An administrator gives a service user a fresh key and retires the old one. */
export const keyRotation = (world: World): void => {
  const admins = world.company.people.filter((person) => person.permissionSet === 'Administrator')
  const person = world.from.pick(admins)
  const user = world.from.pick(world.company.users)
  const { account } = user
  const second = anySecond(world)
  const { caller } = signOn(world, person, account, second, true)
  const agent = browser(person)
  const fresh = uniqueId('AKIA', account, world.from)
  const stale = uniqueId('AKIA', account, world.from)
  const act = (later: number, name: string, readOnly: boolean, requestJson: string, responseJson = 'null') =>
    emit(world, { ...caller, agent }, GLOBAL, within(world, second, later), {
      service: 'iam',
      name,
      readOnly,
      requestJson,
      responseJson,
    })
  act(5, 'ListAccessKeys', true, `{"userName":"${user.name}"}`)
  act(
    20,
    'CreateAccessKey',
    false,
    `{"userName":"${user.name}"}`,
    `{"accessKey":{"userName":"${user.name}","accessKeyId":"${fresh}","status":"Active","createDate":"${spoken(second + 20)}"}}`,
  )
  act(90, 'UpdateAccessKey', false, `{"userName":"${user.name}","accessKeyId":"${stale}","status":"Inactive"}`)
}
