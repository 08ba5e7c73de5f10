/** What AWS said no with -> why. */
import { isRetryable } from '../../aws/retry.ts'
import { reasonOf } from '../../core/reason.ts'
import { AccountError, type Refusal } from '../../flows/canary/account.ts'

/** By the names of the services' errors, and by the words that CloudFormation passes on; the first that fits. */
const SAID: readonly (readonly [Refusal, RegExp])[] = [
  ['denied', /access.?denied|unauthorized|not authorized|authfailure|forbidden/i],
  [
    'taken',
    /already.?exists|already.?owned|duplicate|precondition.?failed|conditional.?check.?failed|resource.?exists/i,
  ],
  ['quota', /limit.?exceeded|quota|too many/i],
  ['gone', /no.?such|not.?found|non.?existent|does not exist/i],
]

/** @param doing what was asked, for the message */
export const accountError = (doing: string, error: unknown): AccountError => {
  const name = error instanceof Error ? error.name : ''
  const refusal = isRetryable(error) ? 'passing' : (saidIn(name) ?? saidIn(reasonOf(error)) ?? 'other')
  return new AccountError(refusal, `${doing}: ${reasonOf(error)}`, error)
}

/** @param reason in AWS's words */
export const refusalIn = (reason: string): Refusal => saidIn(reason) ?? 'other'

const saidIn = (text: string): Refusal | undefined => SAID.find(([, words]) => words.test(text))?.[0]
