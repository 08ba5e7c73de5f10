/** Identities as people write them in routes and silences: each whole, with its account. What an identity is: `Principal`. */
import { PRINCIPAL_KINDS } from '../core/event.ts'
import { isLike } from './wildcard.ts'

/** Partition, account and resource of an ARN may have stars; what identities never differ in may not. */
const WHOLE = [
  /^arn:[^:]+:iam::(?:\d{12}|\*):(?:root|(?:user|role)\/.+)$/i,
  // Of people in IAM Identity Center: it names their sessions, nobody else.
  /^arn:[^:]+:sts::(?:\d{12}|\*):assumed-role\/AWSReservedSSO_[^/]+\/[^/]+$/i,
  new RegExp(`^(?:${PRINCIPAL_KINDS.join('|')})/.+$`),
]

/** Of a session: its name is chosen by whoever opens it. */
const SESSION = /:(?:assumed-role|federated-user)\//i

/** What is wrong with a pattern of identities, for people; undefined when nothing is. */
export const identityFault = (pattern: string): string | undefined => {
  if (WHOLE.some((whole) => whole.test(pattern))) return undefined
  const written = JSON.stringify(pattern)
  return SESSION.test(pattern)
    ? `${written} names a session, and whoever opens a session chooses its name: write the role or the user that it is of, for example ${EXAMPLE}`
    : `${written} is a name that anybody may have: write the whole identity with its account, for example ${EXAMPLE}`
}

const EXAMPLE = 'arn:aws:iam::123456789012:role/Deploy'

/** Whether a pattern without a fault names an identity. In an ARN `*` stands for text within one of its six parts. */
export const namesIdentity = (pattern: string, identity: string): boolean => {
  if (identityFault(pattern) !== undefined) return false
  const parts = partsOf(identity)
  const patterns = partsOf(pattern)
  return parts.length === patterns.length && parts.every((part, at) => isLike(part, patterns[at] ?? ''))
}

/** Whether a pattern may name more than one identity. */
export const namesSeveral = (pattern: string): boolean => pattern.includes('*')

/** `arn:partition:service:region:account:resource`, and the resource may have colons (IAM user guide, "IAM identifiers"). */
const ARN = /^(arn):([^:]*):([^:]*):([^:]*):([^:]*):(.*)$/is

const partsOf = (identity: string): readonly string[] => ARN.exec(identity)?.slice(1) ?? [identity]
