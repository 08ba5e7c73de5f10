/** What a policy says of a request (IAM User Guide, "Policy evaluation logic"). */
import { type Answer, conditionHolds, every, filledIn, isArnLike, isLike, not, some } from './condition.ts'
import type { Policy, Statement } from './policy.ts'
import type { Request } from './request.ts'

/** An identity's policy denies by its denies alone; service control policies and boundaries also what they do not allow. */
export const POLICY_KINDS = ['identity', 'scp', 'boundary'] as const
export type PolicyKind = (typeof POLICY_KINDS)[number]

/** Whether the policy denies the request; `undefined` when the record says too little. */
export const isDenied = ({ Statement }: Policy, request: Request, kind: PolicyKind = 'identity'): Answer =>
  some(
    request.actions.map((action) => {
      const matching = (effect: Statement['Effect']): Answer =>
        some(Statement.map((one) => (one.Effect === effect ? applies(one, action, request) : false)))
      return some([matching('Deny'), kind === 'identity' ? false : not(matching('Allow'))])
    }),
  )

const applies = (statement: Statement, action: string, request: Request): Answer =>
  every([
    isNamed(statement.Action, statement.NotAction, (pattern) => isLike(action.toLowerCase(), pattern.toLowerCase())),
    isNamed(statement.Resource, statement.NotResource, (pattern) => isAbout(pattern, request)),
    conditionHolds(statement.Condition, request),
  ])

type Names = string | readonly string[] | undefined
const listed = (names: Names): readonly string[] => (typeof names === 'string' ? [names] : (names ?? []))

const isNamed = (names: Names, notNames: Names, matches: (pattern: string) => Answer): Answer =>
  notNames === undefined ? some(listed(names).map(matches)) : not(some(listed(notNames).map(matches)))

const isAbout = (pattern: string, { resources, context }: Request): Answer => {
  if (/^\*+$/.test(pattern)) return true
  const filled = filledIn(pattern, context)
  if (filled === undefined || resources.length === 0) return undefined
  return some(resources.map((arn) => isArnLike(arn, filled)))
}
