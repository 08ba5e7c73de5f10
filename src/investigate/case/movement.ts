/** How the case moved: between accounts, to roles, onto machines, and out of them. */
import type { Told } from '../../core/case.ts'
import { child, text } from '../../core/json.ts'
import { copiesAmong } from '../facts/copies.ts'
import type { Kept } from '../facts/ledger.ts'
import { isServiceAddress, sessionNameOf } from '../facts/links.ts'
import { labelOf } from '../facts/names.ts'
import { groupBy, PROOFS } from '../facts/proof.ts'
import { request, some, succeeded, times, told } from '../facts/statement.ts'

/** Each by itself up to so many. */
const MAX_MACHINES = 20

/** From one account to another, to a role by what runs as it, from the cloud onto a machine, and from a machine into the cloud. */
export const movementOf = (records: readonly Kept[]): readonly Told[] => {
  const moves: Told[] = []
  const copies = copiesAmong(records)
  const scope = records.filter((kept) => !copies.has(kept))
  const abroad = scope.filter((kept) => {
    const target = /^arn:[^:]*:iam::(\d{12}):/.exec(kept.assumes?.slice(0, 100) ?? '')?.[1]
    const from = kept.event.principal.accountId
    return succeeded(kept) && target !== undefined && from !== undefined && target !== from
  })
  if (abroad.length > 0)
    moves.push(told(`went from account to account: assumed ${some(abroad.map(({ assumes }) => assumes))}`, abroad))
  const gone = new Set(abroad)
  const within = scope.filter((kept) => kept.assumes !== undefined && succeeded(kept) && !gone.has(kept))
  if (within.length > 0)
    moves.push(
      told(
        `assumed ${some(within.map(({ assumes }) => labelOf('role', assumes ?? '')))} (${times(within.length)})`,
        within,
      ),
    )
  moves.push(...passedRoles(scope))
  const onto = scope.filter(
    (kept) =>
      succeeded(kept) &&
      /^(?:StartSession|ResumeSession|SendCommand|SendSSHPublicKey|SendSerialConsoleSSHPublicKey|ExecuteCommand)$/.test(
        kept.event.name,
      ),
  )
  if (onto.length > 0) {
    const targets = onto.map(
      (kept) => request(kept, 'target') ?? request(kept, 'instanceId') ?? request(kept, 'documentName'),
    )
    moves.push(
      told(
        `reached from the cloud onto machines with ${some(onto.map(({ event }) => event.name))}${some(targets) === '' ? '' : `: ${some(targets)}`}; what was done there is not in CloudTrail`,
        onto,
      ),
    )
  }
  const stolen = scope.filter(isOffMachine)
  const machines = groupBy(stolen, ({ arn }) => sessionNameOf(arn))
  for (const [name, events] of [...machines].slice(0, MAX_MACHINES))
    moves.push(
      told(`used the credentials of instance ${name} from ${some(events.map(({ address }) => address))}`, events),
    )
  if (machines.size > MAX_MACHINES)
    moves.push(told(`used the credentials of ${machines.size - MAX_MACHINES} more instances`, stolen.slice(-PROOFS)))
  const passwords = scope.filter((kept) => kept.event.name === 'GetPasswordData')
  if (passwords.length > 0)
    moves.push(
      told(
        `asked for the Windows passwords of instances (${times(passwords.length)}, ${passwords.filter(succeeded).length} answered)`,
        passwords,
      ),
    )
  return moves
}

/**
 * What runs with a role acts for who passed it. No event is called PassRole, which is a permission and no call: the call that
 * hands over the role tells it (IAM User Guide, "Grant a user permissions to pass a role to an AWS service").
 */
const PASSES =
  /^(?:CreateFunction|UpdateFunctionConfiguration|RunInstances|AssociateIamInstanceProfile|ReplaceIamInstanceProfileAssociation|CreateProject|UpdateProject|CreateStack|UpdateStack|RunTask|RegisterTaskDefinition|CreateNotebookInstance|CreateDevEndpoint|CreateJob)(?:20\d{6}(?:v\d)?)?$/
const ROLE_FIELDS = ['role', 'roleArn', 'roleARN', 'serviceRole', 'taskRoleArn']
const THING_FIELDS = ['functionName', 'name', 'stackName', 'family', 'notebookInstanceName', 'endpointName']

const passedRoles = (scope: readonly Kept[]): readonly Told[] => {
  const passed = groupBy(scope, (kept) =>
    succeeded(kept) && PASSES.test(kept.event.name) ? passedBy(kept) : undefined,
  )
  return [...passed].slice(0, MAX_MACHINES).map(([what, events]) => {
    const things = some(
      events.flatMap((kept) => [
        ...kept.made.map(({ value }) => value),
        ...THING_FIELDS.flatMap((field) => request(kept, field) ?? []),
      ]),
    )
    const made = new Set(events.flatMap((kept) => kept.made.map(({ value }) => value)))
    const acted = scope.filter(({ arn }) => made.has(sessionNameOf(arn) ?? ''))
    const use = acted.length > 0 ? `, which then acted with it (${times(acted.length)})` : ''
    return told(`passed ${what} to ${things === '' ? some(events.map(({ event }) => event.name)) : things}${use}`, [
      ...events.slice(0, 1),
      ...acted.slice(0, 1),
      ...events.slice(1),
    ])
  })
}

const passedBy = (kept: Kept): string | undefined => {
  const asked = child(kept.event.raw, 'requestParameters')
  for (const field of ROLE_FIELDS) {
    const role = text(asked, field)
    if (role !== undefined) return labelOf('role', role.slice(0, 2048))
  }
  const profile = child(asked, 'iamInstanceProfile') ?? child(asked, 'IamInstanceProfile')
  const name = text(profile, 'name') ?? text(profile, 'arn')?.split('/').at(-1)
  return name === undefined ? undefined : `instance profile ${name.slice(0, 2048)}`
}

/** Credentials that AWS gives to an instance carry its id as the session's name ("IAM roles for Amazon EC2"). */
const isOffMachine = (kept: Kept): boolean =>
  /^i-[0-9a-f]{8,}$/.test(sessionNameOf(kept.arn) ?? '') && !isServiceAddress(kept.address)
