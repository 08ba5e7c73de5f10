/** What an indicator or a case comes to: the keys, users and roles to contain. */
import type { Get, Target } from '../../containment/define.ts'
import type { Case } from '../../core/case.ts'
import { text } from '../../core/json.ts'
import { UsageError } from '../../core/usage-error.ts'
import { nameOf } from '../../flows/contain/plan.ts'
import type { AlertStory } from '../../flows/desk.ts'
import { isCovered, targetLeft } from './standing.ts'

export interface Found {
  readonly targets: readonly Target[]
  /** What belongs to it and cannot be contained from here, each as a sentence. */
  readonly left: readonly string[]
}

const LONG_LIVED = /^AKIA[A-Z0-9]{12,}$/

/** Whom the findings of an alert are about. @throws UsageError when nobody of them can be contained, AccountError */
export const targetsOfAlert = async (
  { alert, findings }: Pick<AlertStory, 'alert' | 'findings'>,
  account: string,
  get: Get,
): Promise<Found> => {
  const people = findings.map(({ principal }) => principal).filter(({ kind }) => kind !== 'AWSService')
  const named = people.flatMap(({ identity, accessKeyId }) => [identity ?? '', accessKeyId ?? ''])
  const found = await resolve([...new Set(named)], account, get)
  if (found.targets.length > 0) return found
  throw new UsageError(
    `alert ${alert.id} names nobody who could be contained: ${found.left.join('; ') || 'name the logs too'}`,
  )
}

/** @throws UsageError for what only logs can resolve, AccountError */
export const targetsNamed = async (written: string, account: string, get: Get): Promise<Found> => {
  if (!written.startsWith('arn:') && !LONG_LIVED.test(written))
    throw new UsageError(
      `${written}: name the ARN of a user or a role, a key (AKIA...), or the id of an alert; for an address or a name name the logs too`,
    )
  const found = await resolve([written], account, get)
  if (found.targets.length === 0) throw new UsageError(found.left.join('; ') || `${written} is nothing to contain`)
  return found
}

/** The users, roles and long-lived keys in scope, a session as its role; then what they left, where an action takes it away. */
export const targetsOf = async (found: Case, account: string, partition: string, get: Get): Promise<Found> => {
  const acted = found.entities
    .filter(({ kind, ended, acted, named }) => /^(?:user|role|session|key)$/.test(kind) && !ended && acted + named > 0)
    .filter(({ kind, acted }) => kind === 'user' || kind === 'key' || acted > 0)
  const stands = found.standing.filter((one) => isCovered(one, account))
  const keys = stands.filter(({ kind }) => kind === 'key')
  const { targets, left } = await resolve([...new Set([...acted, ...keys].map(({ value }) => value))], account, get)
  const all = new Map(targets.map((target) => [nameOf(target), target]))
  for (const one of stands) {
    const target = targetLeft(one, partition)
    if (target !== undefined && !all.has(nameOf(target))) all.set(nameOf(target), target)
  }
  return { targets: [...all.values()], left }
}

const resolve = async (values: readonly string[], account: string, get: Get): Promise<Found> => {
  const targets = new Map<string, Target>()
  const left: string[] = []
  const put = (target: Target): void => void targets.set(nameOf(target), target)
  for (const value of values) {
    const [, partition = 'aws', of = account, kind, name] =
      /^arn:([^:]+):(?:iam|sts)::(\d*):(user|role|assumed-role|federated-user)\/(?:[^:]*\/)?([^/:]+)$/.exec(
        plain(value),
      ) ?? []
    if (value.endsWith(':root'))
      left.push(`${value}: no policy of the account holds its root user: an SCP does, in a member account`)
    else if (LONG_LIVED.test(value)) {
      const user = text(await get('iam', 'GetAccessKeyLastUsed', { AccessKeyId: value }), 'UserName')
      if (user === undefined) left.push(`${value}: no user of account ${account} has this key`)
      else {
        put({ kind: 'user', partition, account, name: user })
        put({ kind: 'key', partition, account, name: value, of: user })
      }
    } else if (name === undefined) continue
    else if (of !== account) left.push(`${value}: it is of account ${of}; plan there`)
    // Whoever calls GetFederationToken chooses that name: a user who is called the same has nothing to do with it.
    else if (kind === 'federated-user')
      left.push(`${value}: it ends with the permissions of the user that called GetFederationToken; plan for that user`)
    else put({ kind: kind === 'user' ? 'user' : 'role', partition, account, name })
  }
  return { targets: [...targets.values()], left }
}

/** A session by its role. */
const plain = (arn: string): string => arn.replace(/^(arn:[^:]+:sts::\d*:assumed-role\/[^/]+)\/.*$/, '$1')
