/** A canary as rules in Sigma: one for what is always news, one for looks at its settings. They go the way of all rules. */

import type { JsonObject } from '../core/json.ts'
import type { Canary, Decoy, Fields, Grade, Marks, Names, Touch } from './canary.ts'
import type { CanaryKind } from './define.ts'

/** `tattletrail.canary` is never lowered, folded or silenced; looks at settings are everyday business. */
const GRADES = {
  content: { level: 'critical', tag: 'tattletrail.canary', title: 'was touched' },
  posture: { level: 'low', tag: 'tattletrail.canary-posture', title: 'was looked at' },
} as const

/** Sigma documents, each with the id of its canary in its own. @param decoy of the canary, by its kind */
export const rulesOf = (canary: Canary, kind: CanaryKind, decoy: Decoy): readonly JsonObject[] =>
  (['content', 'posture'] as const)
    .filter((grade) => decoy.sees.some((touch) => touch.grade === grade))
    .map((grade) => {
      const { level, tag, title } = GRADES[grade]
      return {
        title: `Canary ${canary.id} ${title}`,
        id: `canary-${canary.id}${grade === 'posture' ? '-posture' : ''}`,
        status: 'stable',
        level,
        description: `Nobody has a reason to touch this ${kind.title}. Its bait: ${canary.placement}.`,
        tags: [tag],
        logsource: { product: 'aws', service: 'cloudtrail' },
        detection: detectionOf(canary, kind, decoy, grade),
        tattletrail: {
          message: `\\(actor) \\(activity). It is bait: canary ${literal(canary.id)} (${kind.title}), placed in ${literal(canary.placement)}`,
          respond: ['Look for how they came to the place of the bait'],
        },
      }
    })

/** As it stands, inside a jq string. */
const literal = (text: string): string => JSON.stringify(text).slice(1, -1)

/** The ways to be news, each of selections that must hold or must not; one that is empty takes no part. */
const WAYS: Readonly<Record<Grade, readonly (readonly string[])[]>> = {
  content: [['touch', 'named', 'not stack'], ['change', 'named', 'not deployer'], ['caller']],
  posture: [['touch', 'named', 'not caller', 'not deployer']],
}

const detectionOf = (canary: Canary, kind: CanaryKind, decoy: Decoy, grade: Grade): JsonObject => {
  const names = decoy.names(canary.deployed)
  const { account, region } = canary.deployed
  const touches = decoy.sees.filter((touch) => touch.grade === grade && touch.events)
  const deployers = identities(canary.deployers)
  const selections: Readonly<Record<string, readonly JsonObject[]>> = {
    touch: touches.filter(({ deploys }) => !deploys).map((touch) => eventsOf(touch, kind)),
    change: touches.filter(({ deploys }) => deploys).map((touch) => eventsOf(touch, kind)),
    named: namedBy(names, kind.isGlobal ? {} : { awsRegion: region }),
    caller: (names.caller ?? []).flatMap((fields) => alternative(fields, 'userIdentity')),
    deployer: deployers,
    // It reads what it makes, and shows it to nobody.
    stack: deployers.map((one) => ({ ...one, 'userIdentity.invokedBy': 'cloudformation.amazonaws.com' })),
    benign: benignOf(canary, kind),
    // A trail of an organization has the records of accounts where something else has the name.
    here: [{ recipientAccountId: [account, null] }],
  }
  const isThere = (term: string): boolean => (selections[term.replace('not ', '')]?.length ?? 0) > 0
  const ways = WAYS[grade]
    .filter((terms) => terms.every((term) => term.startsWith('not ') || isThere(term)))
    .map((terms) => terms.filter(isThere).join(' and '))
  const condition = `(${ways.map((way) => `(${way})`).join(' or ')}) and here and not benign`
  const used = Object.entries(selections).filter(([name]) => condition.split(/\W+/).includes(name))
  return { ...Object.fromEntries(used), condition }
}

const eventsOf = ({ source, events = [] }: Touch, kind: CanaryKind): JsonObject => ({
  eventSource: source ?? kind.source ?? '',
  eventName: events,
})

/**
 * A denied call of most services has neither request nor resources: its message alone says of what it was. An ARN is unique, a
 * name only where the decoy is.
 */
const namedBy = ({ request = [], arns = [], denied = [] }: Names, where: JsonObject): readonly JsonObject[] => [
  ...request
    .flatMap(apart)
    .flatMap((fields) => alternative(fields, 'requestParameters', isUnique(fields) ? {} : where)),
  ...alternative({ ARN: arns }, 'resources'),
  ...alternative({ errorMessage: [...messagesWith(arns, ' '), ...inQuotes(arns)] }),
  ...alternative({ errorMessage: messagesWith(denied, 'on resource: ') }, undefined, where),
]

const isArn = (mark: string | undefined): boolean => mark?.startsWith('arn:') ?? false
const isUnique = (fields: Fields): boolean => Object.values(fields).every((marks) => marks.every(isArn))

/** ARNs apart from names, where one field may hold either. */
const apart = (fields: Fields): readonly Fields[] => {
  const [[path, marks] = ['', []], ...others] = Object.entries(fields)
  if (others.length > 0) return [fields]
  return [{ [path]: marks.filter((mark) => !isArn(mark)) }, { [path]: marks.filter(isArn) }]
}

/** Where the mark stands by itself, not as the beginning of a longer name. S3 puts an ARN in quotes. */
const messagesWith = (marks: Marks, before: string): Marks =>
  marks.flatMap((mark) => (mark === undefined ? [] : [`*${before}${mark}`, `*${before}${mark} *`]))
const inQuotes = (marks: Marks): Marks => marks.map((mark) => mark && `*"${mark}"*`)

/** Nothing when one of its fields has no mark that is known yet. */
const alternative = (fields: Fields, below?: string, where: JsonObject = {}): readonly JsonObject[] => {
  const known = Object.entries(fields).map(
    ([path, marks]) => [path, marks.filter((mark) => mark !== undefined)] as const,
  )
  if (known.some(([, marks]) => marks.length === 0)) return []
  const held = known.map(([path, marks]) => [
    `${below === undefined ? path : `${below}.${path}`}|cased`,
    marks.map(escaped),
  ])
  return [{ ...Object.fromEntries(held), ...where }]
}

/** `*` stays what it is; `?` and a backslash are themselves (Sigma specification, "Wildcards"). */
const escaped = (mark: string): string => mark.replace(/[\\?]/g, '\\$&')

/** By what AWS alone writes: never a name or a user agent that a caller chooses. */
const benignOf = ({ benign }: Canary, { benign: services = [] }: CanaryKind): readonly JsonObject[] => [
  { 'userIdentity.type': 'AWSService' },
  { 'userIdentity.sessionContext.sessionIssuer.arn|contains': ':role/aws-service-role/' },
  ...alternative({ invokedBy: services }, 'userIdentity'),
  ...identities(benign),
]

/** Users, and roles by what their sessions come from. */
const identities = (arns: readonly string[]): readonly JsonObject[] => [
  ...alternative({ arn: arns }, 'userIdentity'),
  ...alternative({ 'sessionContext.sessionIssuer.arn': arns }, 'userIdentity'),
]
