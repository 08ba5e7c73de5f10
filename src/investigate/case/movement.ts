/** How the case moved: between accounts, to roles, onto machines, and out of them. */
import type { Observation } from '../../core/case.ts'
import { child, text } from '../../core/json.ts'
import { copiesAmong } from '../facts/copies.ts'
import type { LogEntry } from '../facts/ledger.ts'
import { isServiceAddress, sessionNameOf } from '../facts/links.ts'
import { labelOf } from '../facts/names.ts'
import { observe, request, some, succeeded, times } from '../facts/observation.ts'
import { groupBy, PROOFS } from '../facts/proof.ts'

/** Each by itself up to so many. */
const MAX_MACHINES = 20

/** From one account to another, to a role by what runs as it, from the cloud onto a machine, and from a machine into the cloud. */
export const movementOf = (records: readonly LogEntry[]): readonly Observation[] => {
  const moves: Observation[] = []
  const copies = copiesAmong(records)
  const scope = records.filter((entry) => !copies.has(entry))
  const abroad = scope.filter((entry) => {
    const target = /^arn:[^:]*:iam::(\d{12}):/.exec(entry.assumes?.slice(0, 100) ?? '')?.[1]
    const from = entry.event.principal.accountId
    return succeeded(entry) && target !== undefined && from !== undefined && target !== from
  })
  if (abroad.length > 0)
    moves.push(observe(`went from account to account: assumed ${some(abroad.map(({ assumes }) => assumes))}`, abroad))
  const gone = new Set(abroad)
  const within = scope.filter((entry) => entry.assumes !== undefined && succeeded(entry) && !gone.has(entry))
  if (within.length > 0)
    moves.push(
      observe(
        `assumed ${some(within.map(({ assumes }) => labelOf('role', assumes ?? '')))} (${times(within.length)})`,
        within,
      ),
    )
  const rooted = scope.filter((entry) => succeeded(entry) && entry.event.name === 'AssumeRoot')
  if (rooted.length > 0)
    moves.push(
      observe(
        `became root of account ${some(rooted.map((entry) => request(entry, 'targetPrincipal')))}, for one task each time (AssumeRoot)`,
        rooted,
      ),
    )
  moves.push(...passedRoles(scope))
  const onto = scope.filter(
    (entry) =>
      succeeded(entry) &&
      /^(?:StartSession|ResumeSession|SendCommand|SendSSHPublicKey|SendSerialConsoleSSHPublicKey|ExecuteCommand)$/.test(
        entry.event.name,
      ),
  )
  if (onto.length > 0) {
    const targets = onto.map(
      (entry) => request(entry, 'target') ?? request(entry, 'instanceId') ?? request(entry, 'documentName'),
    )
    moves.push(
      observe(
        `reached from the cloud onto machines with ${some(onto.map(({ event }) => event.name))}${some(targets) === '' ? '' : `: ${some(targets)}`}; what was done there is not in CloudTrail`,
        onto,
      ),
    )
  }
  const stolen = scope.filter(isOffMachine)
  const machines = groupBy(stolen, ({ arn }) => sessionNameOf(arn))
  for (const [name, events] of [...machines].slice(0, MAX_MACHINES))
    moves.push(
      observe(`used the credentials of instance ${name} from ${some(events.map(({ address }) => address))}`, events),
    )
  if (machines.size > MAX_MACHINES)
    moves.push(observe(`used the credentials of ${machines.size - MAX_MACHINES} more instances`, stolen.slice(-PROOFS)))
  const passwords = scope.filter((entry) => entry.event.name === 'GetPasswordData')
  if (passwords.length > 0)
    moves.push(
      observe(
        `asked for the Windows passwords of instances (${times(passwords.length)}, ${passwords.filter(succeeded).length} answered)`,
        passwords,
      ),
    )
  return moves
}

/**
 * What runs with a role acts for who passed it. No event is called PassRole, which is a permission and no call: the call that
 * hands over the role shows it (IAM User Guide, "Grant a user permissions to pass a role to an AWS service").
 */
const PASSES =
  /^(?:CreateFunction|UpdateFunctionConfiguration|RunInstances|AssociateIamInstanceProfile|ReplaceIamInstanceProfileAssociation|CreateProject|UpdateProject|CreateStack|UpdateStack|RunTask|RegisterTaskDefinition|CreateNotebookInstance|CreateDevEndpoint|CreateJob)(?:20\d{6}(?:v\d)?)?$/
const ROLE_FIELDS = ['role', 'roleArn', 'roleARN', 'serviceRole', 'taskRoleArn']
const THING_FIELDS = ['functionName', 'name', 'stackName', 'family', 'notebookInstanceName', 'endpointName']

const passedRoles = (scope: readonly LogEntry[]): readonly Observation[] => {
  const passed = groupBy(scope, (entry) =>
    succeeded(entry) && PASSES.test(entry.event.name) ? passedBy(entry) : undefined,
  )
  return [...passed].slice(0, MAX_MACHINES).map(([what, events]) => {
    const things = some(
      events.flatMap((entry) => [
        ...entry.made.map(({ value }) => value),
        ...THING_FIELDS.flatMap((field) => request(entry, field) ?? []),
      ]),
    )
    const made = new Set(events.flatMap((entry) => entry.made.map(({ value }) => value)))
    const acted = scope.filter(({ arn }) => made.has(sessionNameOf(arn) ?? ''))
    const use = acted.length > 0 ? `, which then acted with it (${times(acted.length)})` : ''
    return observe(`passed ${what} to ${things === '' ? some(events.map(({ event }) => event.name)) : things}${use}`, [
      ...events.slice(0, 1),
      ...acted.slice(0, 1),
      ...events.slice(1),
    ])
  })
}

const passedBy = (entry: LogEntry): string | undefined => {
  const asked = child(entry.event.raw, 'requestParameters')
  for (const field of ROLE_FIELDS) {
    const role = text(asked, field)
    if (role !== undefined) return labelOf('role', role.slice(0, 2048))
  }
  const profile = child(asked, 'iamInstanceProfile') ?? child(asked, 'IamInstanceProfile')
  const name = text(profile, 'name') ?? text(profile, 'arn')?.split('/').at(-1)
  return name === undefined ? undefined : `instance profile ${name.slice(0, 2048)}`
}

/** Credentials that AWS gives to an instance carry its id as the session's name ("IAM roles for Amazon EC2"). */
const isOffMachine = (entry: LogEntry): boolean =>
  /^i-[0-9a-f]{8,}$/.test(sessionNameOf(entry.arn) ?? '') && !isServiceAddress(entry.address)
