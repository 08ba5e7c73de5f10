/** The person behind an event, where the record shows one: a word that stays the same over sessions. */
import { type Event, isPermissionSet } from '../core/event.ts'
import { child, text } from '../core/json.ts'

/** Names that programs give their sessions: an instance, an SDK's default, a number, an id. */
const MACHINE =
  /^(?:i-[0-9a-f]{8,17}|(?:botocore-session|aws-sdk|aws-cli|AWSCLI|CodeBuild|AWSCodeBuild|Session|session)\b.*|.*\d{6}.*|[0-9a-f-]{20,})$/

const MAX_NAME = 100

/** `sourceIdentity` is set once and cannot be changed along a chain of roles (IAM user guide, "Monitor and control actions taken with assumed roles"). */
export const personBehind = ({ principal, raw }: Event): string | undefined => {
  const said = text(child(child(raw, 'userIdentity'), 'sessionContext'), 'sourceIdentity')
  return (said ?? nameOf(principal))?.slice(0, MAX_NAME)
}

const nameOf = ({ kind, name, session, sessionOf, assumedRoot }: Event['principal']): string | undefined => {
  switch (kind) {
    case 'Root':
      return assumedRoot ? undefined : 'root'
    case 'IAMUser':
    case 'IdentityCenterUser':
    case 'SAMLUser':
    case 'Directory':
      return name === 'unknown' ? undefined : name
    case 'AssumedRole':
      if (session === undefined) return undefined
      // IAM Identity Center names the session after its person.
      return isPermissionSet(sessionOf?.arn) || !MACHINE.test(session.slice(0, MAX_NAME)) ? session : undefined
    case 'FederatedUser':
      return session ?? name
    default:
      return undefined
  }
}
