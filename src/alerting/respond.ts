/** What to do about an alert: the steps of its rule with the names of whoever did it, and the two commands that go on from there. */
import type { Finding } from '../core/finding.ts'
import { shellWord } from '../notation/shell.ts'

/** Words in the steps of rules that stand for something of the finding. */
type Names = Readonly<Record<string, string | null | undefined>>

/** Whom the commands take. A service of AWS is nobody who could be stopped; of whom no more than a name is known, the key says who. */
const indicatorOf = ({ kind, identity = '', accessKeyId }: Finding['principal']): string | undefined => {
  if (kind === 'AWSService') return undefined
  return identity.startsWith('arn:') ? identity : (accessKeyId ?? undefined)
}

/**
 * @param steps of the rule: words in capitals stand for names
 * @param latest whose names are filled in; what it does not know stays as it is
 */
export const responseSteps = (steps: readonly string[], latest: Finding): readonly string[] => {
  const { principal, event } = latest
  const isUser = principal.kind === 'IAMUser'
  const names: Names = {
    ACCESS_KEY_ID: principal.accessKeyId,
    ACCOUNT: event.accountId,
    REGION: event.region,
    PRINCIPAL_ARN: principal.identity,
  }
  /** `USER` is who did it only where their key is named too; elsewhere it is whom it was done to. */
  const filled = (step: string): string => {
    const known = isUser && /\bACCESS_KEY_ID\b/.test(step) ? { ...names, USER: principal.name } : names
    return step.replace(/\b[A-Z][A-Z_]+\b/g, (word) => {
      const name = Object.hasOwn(known, word) ? known[word] : undefined
      return name ? shellWord(name) : word
    })
  }
  return [...steps.map(filled), ...next(principal)]
}

const next = (principal: Finding['principal']): readonly string[] => {
  const indicator = indicatorOf(principal)
  if (indicator === undefined) return []
  const who = shellWord(indicator)
  const investigate = `All that is tied to them: tattletrail investigate ${who}`
  // No policy binds the root user of an account, and the key of a session (ASIA) does not say whose it is.
  return principal.kind === 'Root' || indicator.startsWith('ASIA')
    ? [investigate]
    : [investigate, `What would stop them, and what that would break: tattletrail contain plan ${who}`]
}
