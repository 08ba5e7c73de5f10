/** Statements of policies, as they are written most often. */
import { defined } from '../core/defined.ts'
import type { Statement } from './model.ts'

/** For a role. */
export const allow = (
  Sid: string,
  Action: readonly string[],
  Resource: Statement['Resource'],
  Condition?: Statement['Condition'],
): Statement => defined({ Sid, Effect: 'Allow', Action, Resource, Condition })

/** For the policy of a bucket or a queue. */
export const denyPlainText = (Action: string, Resource: Statement['Resource']): Statement => ({
  ...{ Sid: 'DenyPlainText', Effect: 'Deny', Principal: '*', Action, Resource },
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
})
