/** The invented company: accounts, people, roles, users and resources. All of it follows from the seed. */
import { base32, hex, type Random, random, uuid } from './random.ts'

export interface CompanyAccount {
  readonly id: string
  readonly name: 'prod' | 'staging' | 'sandbox'
  /** The eight characters that start every unique id of the account. */
  readonly idPrefix: string
  readonly kmsKeys: readonly string[]
  readonly functions: readonly string[]
  readonly tasks: readonly string[]
  /** EC2 instances, each with the public address that it calls AWS from. */
  readonly instances: readonly { readonly id: string; readonly ip: string; readonly role: string }[]
  readonly buckets: readonly string[]
  readonly secrets: readonly string[]
  readonly parameters: readonly string[]
  readonly vpc: string
  readonly subnets: readonly string[]
  readonly securityGroup: string
  readonly image: string
}

export type PermissionSet = 'Administrator' | 'Developer' | 'DataAnalyst' | 'ReadOnly'

export interface Person {
  readonly name: string
  readonly userId: string
  readonly permissionSet: PermissionSet
  readonly home: string
  /** Where in the pools of user agents this person's laptop is. */
  readonly laptop: number
}

export interface ServiceUser {
  readonly name: string
  readonly account: CompanyAccount
  readonly id: string
  readonly key: string
}

export interface Company {
  readonly prod: CompanyAccount
  readonly staging: CompanyAccount
  readonly sandbox: CompanyAccount
  readonly accounts: readonly CompanyAccount[]
  readonly people: readonly Person[]
  /** Long-lived IAM users with access keys: integrations that never moved to roles. */
  readonly users: readonly ServiceUser[]
  /** The one IAM user with a password, kept for workshops in the sandbox. */
  readonly workshop: ServiceUser
  readonly identityStore: string
  /** The unique id (AROA...) of a role in an account; the same answer each time. */
  roleId(account: CompanyAccount, role: string): string
  /** The name of the IAM role that Identity Center keeps for a permission set. */
  ssoRole(account: CompanyAccount, set: PermissionSet): string
}

/** The company works in these; each account has a home Region and global services answer in us-east-1. */
export const HOME = 'eu-west-1'
export const GLOBAL = 'us-east-1'
export const RECOVERY = 'eu-central-1'

/*
 * Addresses, all from the documentation ranges of RFC 5737.
 * 203.0.113.10-12  the offices           203.0.113.128-250  the company's own machines and NAT gateways
 * 198.51.100.10-40 the VPN               198.51.100.200-250 attackers, and nobody else
 * 192.0.2.20-120   people at home        192.0.2.200-250    runners of the CI provider
 */
export const OFFICES = ['203.0.113.10', '203.0.113.11', '203.0.113.12'] as const
export const VPN = Array.from({ length: 31 }, (_, i) => `198.51.100.${10 + i}`)
export const RUNNERS = Array.from({ length: 51 }, (_, i) => `192.0.2.${200 + i}`)
export const MACHINES = Array.from({ length: 123 }, (_, i) => `203.0.113.${128 + i}`)
/** The `nth` address of the attackers of one story; stories never share addresses. */
export const attackerAddress = (story: number, nth: number): string => `198.51.100.${200 + story * 5 + (nth % 5)}`
/** An account that the company does not know. */
export const FOREIGN_ACCOUNT = '999999999999'

const NAMES =
  'alina bruno chiara dana emil farah goran hanna ivo jonas kaya lena maya nils olga pavel quinn rosa samir tilda umar vera wim xenia yusuf'
const FUNCTIONS =
  'checkout-api invoice-render order-events stock-sync mail-sender image-resize webhook-in refund-worker report-nightly search-index login-hook price-feed'
const TASKS = 'shop-web orders payments catalogue'
const INSTANCE_ROLES = ['app-server', 'app-server', 'app-server', 'batch-worker', 'batch-worker', 'bastion'] as const
const SECRETS = 'payments/stripe orders/db catalogue/db mail/smtp search/api-key partners/sftp'
const PARAMETERS = '/app/feature-flags /app/db/host /app/db/password /app/cache/url /app/mail/from /app/log-level'

/**
 * The characters after AKIA, ASIA, AROA... carry the account's number: forty bits after a one bit, in base32.
 * Ids of one account therefore start alike, in real logs and here.
 */
const idPrefix = (account: string): string => {
  const bits = (1n << 39n) | (BigInt(account) >> 1n)
  let text = ''
  for (let shift = 35n; shift >= 0n; shift -= 5n)
    text += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(Number((bits >> shift) & 31n))
  return text
}

/** The last bit of the account's number, then noise. */
export const uniqueId = (
  kind: 'AKIA' | 'ASIA' | 'AROA' | 'AIDA' | 'AIPA',
  account: CompanyAccount,
  from: Random,
): string => {
  const ninth = (Number(account.id.at(-1)) & 1) * 16 + from.below(16)
  return `${kind}${account.idPrefix}${'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(ninth)}${base32(from, kind === 'AKIA' || kind === 'ASIA' ? 7 : 8)}`
}

const buildAccount = (id: string, name: CompanyAccount['name'], size: number, from: Random): CompanyAccount => ({
  id,
  name,
  idPrefix: idPrefix(id),
  kmsKeys: Array.from({ length: 6 }, () => uuid(from)),
  functions: FUNCTIONS.split(' ').slice(0, size),
  tasks: TASKS.split(' ').slice(0, Math.ceil(size / 3)),
  instances: Array.from({ length: size }, (_, i) => ({
    id: `i-0${hex(from, 16)}`,
    ip: from.pick(MACHINES),
    role: INSTANCE_ROLES[i % INSTANCE_ROLES.length] as string,
  })),
  buckets: ['invoices', 'uploads', 'exports', 'artifacts', 'assets', 'terraform-state', 'access-logs'].map(
    (bucket) => `example-${name}-${bucket}`,
  ),
  secrets: SECRETS.split(' ').map((secret) => `${secret}-${base32(from, 6)}`),
  parameters: PARAMETERS.split(' '),
  vpc: `vpc-0${hex(from, 16)}`,
  subnets: Array.from({ length: 3 }, () => `subnet-0${hex(from, 16)}`),
  securityGroup: `sg-0${hex(from, 16)}`,
  image: `ami-0${hex(from, 16)}`,
})

const permissionSetOf = (place: number): PermissionSet =>
  place % 8 === 0 ? 'Administrator' : place % 6 === 5 ? 'ReadOnly' : place % 5 === 4 ? 'DataAnalyst' : 'Developer'

export const buildCompany = (seed: number): Company => {
  const from = random(seed, 'company')
  const prod = buildAccount('123456789012', 'prod', 12, from)
  const staging = buildAccount('111122223333', 'staging', 6, from)
  const sandbox = buildAccount('444455556666', 'sandbox', 3, from)
  const people = NAMES.split(' ').map((name, place) => ({
    name,
    userId: `${hex(from, 10)}-${uuid(from)}`,
    permissionSet: permissionSetOf(place),
    home: `192.0.2.${20 + place * 4}`,
    laptop: from.below(1000),
  }))
  const user = (name: string, account: CompanyAccount): ServiceUser => ({
    name,
    account,
    id: uniqueId('AIDA', account, from),
    key: uniqueId('AKIA', account, from),
  })
  const roleIds = new Map<string, string>()
  return {
    prod,
    staging,
    sandbox,
    accounts: [prod, staging, sandbox],
    people,
    users: [
      user('build-bot', prod),
      user('backup-agent', prod),
      user('metrics-export', prod),
      user('load-tester', staging),
    ],
    workshop: user('workshop', sandbox),
    identityStore: `d-${hex(from, 10)}`,
    roleId: (account, role) => {
      const name = `${account.id}/${role}`
      const known = roleIds.get(name)
      if (known !== undefined) return known
      const id = uniqueId('AROA', account, random(seed, `role/${name}`))
      roleIds.set(name, id)
      return id
    },
    ssoRole: (account, set) => `AWSReservedSSO_${set}_${hex(random(seed, `sso/${account.id}/${set}`), 16)}`,
  }
}
