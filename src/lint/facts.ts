/** Facts: what the records of some calls and of some callers have in common. A rule that asks these for something else never matches. */
import type { Json } from '../core/json.ts'
import type { Problem } from '../core/problem.ts'
import type { Claim } from '../notation/claim.ts'
import { could, fieldsOf, NO } from '../notation/could.ts'
import type { Call } from './calls.ts'
import { dataEventsOf } from './data-events.ts'
import { problem } from './problem.ts'

interface Fact {
  readonly isOf: (call: Call) => boolean
  readonly field: string
  /** It has one of these, where it is there at all. */
  readonly values: readonly Json[]
  readonly message: string
  readonly hint: string
}

/**
 * "For global services such as IAM, AWS STS, and CloudFront, events are delivered to any trail that includes global services", and
 * their Region is the first of the partition (CloudTrail user guide, "Global service events"). STS is called in every Region.
 */
const GLOBAL = new Set(['iam', 'cloudfront', 'organizations', 'route53'].map((service) => `${service}.amazonaws.com`))
const HOMES = ['us-east-1', 'us-gov-west-1', 'us-gov-east-1', 'cn-north-1', 'cn-northwest-1', 'eusc-de-east-1']
const global = (field: string): Fact => ({
  isOf: ({ source }) => GLOBAL.has(source),
  field,
  values: HOMES,
  message: 'a global service records all its events in one Region',
  hint: 'write "us-east-1", or leave the Region out',
})

const isData = (call: Call): boolean => dataEventsOf(call) !== undefined

const FACTS: readonly Fact[] = [
  global('awsRegion'),
  global('envelope.region'),
  {
    isOf: isData,
    field: 'managementEvent',
    values: [false],
    message: 'this call is a data event, so "managementEvent" is false',
    hint: 'write false, or leave it out',
  },
  {
    isOf: isData,
    field: 'eventCategory',
    values: ['Data'],
    message: 'this call is a data event, so "eventCategory" is "Data"',
    hint: 'write "Data", or leave it out',
  },
  {
    isOf: (call) => /^(?:Describe|List)[A-Z]/.test(call.name) && !isData(call),
    field: 'readOnly',
    values: [true, 'true'],
    message: 'this call only reads, so "readOnly" is true',
    hint: 'write true, or leave it out',
  },
]

/** @param calls that the rule is about; undefined for any */
export const factFaults = (claim: Claim, calls: readonly Call[] | undefined): readonly Problem[] => {
  const found = FACTS.find(
    ({ isOf, field, values }) =>
      calls && calls.length > 0 && calls.every(isOf) && never(claim, field, [...values, undefined]),
  )
  return [...(found ? [at(claim, found.field, found)] : []), ...namelessCallers(claim)]
}

const never = (claim: Claim, field: string, values: readonly (Json | undefined)[]): boolean =>
  values.every((value) => could(claim, new Map([[field, value]])) === NO)

const at = (claim: Claim, field: string, { message, hint }: Pick<Fact, 'message' | 'hint'>): Problem => {
  const asked = fieldsOf(claim).find((one) => one.field === field)
  return problem(asked?.values[0]?.place ?? asked?.place ?? {}, { message, hint, sure: true })
}

/** "CloudTrail userIdentity element", `userName`: "AssumedRole: Not present", and so on. */
const NAMELESS: readonly Json[] = ['AssumedRole', 'FederatedUser', 'AWSService', 'AWSAccount']
const NAMED: readonly Json[] = ['Root', 'IAMUser', 'Role', 'Directory', 'IdentityCenterUser', 'SAMLUser']
const OTHERS: readonly Json[] = ['WebIdentityUser', 'Unknown']

const namelessCallers = (claim: Claim): readonly Problem[] => {
  const type = 'userIdentity.type'
  const name = 'userIdentity.userName'
  const isWrong =
    never(claim, type, [...NAMED, ...OTHERS]) &&
    !never(claim, type, NAMELESS) &&
    NAMELESS.every(
      (value) =>
        could(
          claim,
          new Map<string, Json | undefined>([
            [type, value],
            [name, undefined],
          ]),
        ) === NO,
    )
  return isWrong
    ? [
        at(claim, name, {
          message: `a caller of this type has no "${name}"`,
          hint: 'of a session it is "userIdentity.sessionContext.sessionIssuer.userName"',
        }),
      ]
    : []
}
