/** What still stands: things made or changed and not undone within the logs. */
import type { Standing } from '../../core/case.ts'
import { child, isObject, type Json, type JsonObject, own } from '../../core/json.ts'
import type { LogEntry } from '../facts/ledger.ts'
import { PROOFS } from '../facts/proof.ts'

/**
 * One row a change: the call, the calls that undo it, the noun for people, and the fields that say which one; a field of the
 * answer begins with `>`. A change without an undoing call stands until a person looks at it. Where the row goes on, one of
 * the next fields of the request must be there: other services have calls of this name, and not all that they change matters.
 * The last fields say what exactly was added.
 */
const CHANGES = `
CreateUser | DeleteUser | user | userName
CreateAccessKey | DeleteAccessKey | key | >accessKey.accessKeyId accessKeyId
CreateLoginProfile | DeleteLoginProfile | password of user | userName
UpdateLoginProfile | DeleteLoginProfile | changed password of user | userName
CreateServiceSpecificCredential | DeleteServiceSpecificCredential | service credential of user | userName
UploadSSHPublicKey | DeleteSSHPublicKey | SSH key of user | userName
CreateRole | DeleteRole | role | roleName
UpdateAssumeRolePolicy | DeleteRole | trust of role | roleName
PutUserPolicy | DeleteUserPolicy DeleteUser | inline policy on user | userName policyName
PutRolePolicy | DeleteRolePolicy DeleteRole | inline policy on role | roleName policyName
PutGroupPolicy | DeleteGroupPolicy | inline policy on group | groupName policyName
AttachUserPolicy | DetachUserPolicy DeleteUser | policy on user | userName policyArn
AttachRolePolicy | DetachRolePolicy DeleteRole | policy on role | roleName policyArn
AttachGroupPolicy | DetachGroupPolicy | policy on group | groupName policyArn
AddUserToGroup | RemoveUserFromGroup | membership | groupName userName
CreatePolicy | DeletePolicy | policy | >policy.arn policyArn policyName
CreatePolicyVersion | DeletePolicyVersion | policy version | policyArn | - | >policyVersion.versionId
CreateInstanceProfile | DeleteInstanceProfile | instance profile | instanceProfileName
CreateSAMLProvider | DeleteSAMLProvider | identity provider | >sAMLProviderArn sAMLProviderArn name
CreateOpenIDConnectProvider | DeleteOpenIDConnectProvider | identity provider | >openIDConnectProviderArn openIDConnectProviderArn
CreateTrustAnchor | DeleteTrustAnchor | trust anchor | >trustAnchor.trustAnchorId trustAnchorId
CreateProfile | DeleteProfile | Roles Anywhere profile | >profile.profileId profileId
DeactivateMFADevice | EnableMFADevice | removed MFA device | userName serialNumber
RunInstances | TerminateInstances | instance | >instancesSet.items.instanceId instancesSet.items.instanceId
CreateKeyPair | DeleteKeyPair | key pair | keyName
ImportKeyPair | DeleteKeyPair | key pair | keyName
CreateSecurityGroup | DeleteSecurityGroup | security group | >groupId groupId
AuthorizeSecurityGroupIngress | RevokeSecurityGroupIngress DeleteSecurityGroup | open security group | groupId | - | >securityGroupRuleSet.items.securityGroupRuleId
ModifyInstanceAttribute | TerminateInstances | changed instance | instanceId instancesSet.items.instanceId
CreateFunction | DeleteFunction | function | functionName
UpdateFunctionCode | DeleteFunction | changed function | functionName
UpdateFunctionConfiguration | DeleteFunction | changed function | functionName
AddPermission | RemovePermission DeleteFunction | permission on function | functionName statementId qualifier
CreateEventSourceMapping | DeleteEventSourceMapping | trigger | >uUID uUID
CreateFunctionUrlConfig | DeleteFunctionUrlConfig | function URL | functionName qualifier
PutBucketPolicy | DeleteBucketPolicy DeleteBucket | policy of bucket | bucketName
PutBucketLifecycle | DeleteBucketLifecycle DeleteBucket | lifecycle of bucket | bucketName
PutBucketVersioning | DeleteBucket | versioning of bucket | bucketName
PutBucketReplication | DeleteBucketReplication DeleteBucket | replication of bucket | bucketName
PutBucketAcl | DeleteBucket | ACL of bucket | bucketName
DeleteBucketPublicAccessBlock | PutBucketPublicAccessBlock DeleteBucket | removed public access block of bucket | bucketName
CreateBucket | DeleteBucket | bucket | bucketName
CreateSnapshot | DeleteSnapshot | snapshot | >snapshotId snapshotId
CreateDBSnapshot | DeleteDBSnapshot | database snapshot | dBSnapshotIdentifier
CreateImage | DeregisterImage | image | >imageId imageId
RegisterImage | DeregisterImage | image | >imageId imageId
ModifySnapshotAttribute | DeleteSnapshot ResetSnapshotAttribute | shared snapshot | snapshotId | - | createVolumePermission.add.items.userId createVolumePermission.add.items.group
ModifyImageAttribute | DeregisterImage ResetImageAttribute | shared image | imageId | - | launchPermission.add.items.userId launchPermission.add.items.group
ModifyDBSnapshotAttribute | DeleteDBSnapshot | shared database snapshot | dBSnapshotIdentifier | - | valuesToAdd
CreateDBInstance | DeleteDBInstance | database | dBInstanceIdentifier
CreateSecret | DeleteSecret | secret | >aRN secretId name
PutParameter | DeleteParameter DeleteParameters | parameter | name names
CreateStack | DeleteStack | stack | stackName
CreateVolume | DeleteVolume | volume | >volumeId volumeId
CreateVpc | DeleteVpc | VPC | >vpc.vpcId vpcId
StopLogging | StartLogging DeleteTrail | stopped trail | name
DeleteTrail | CreateTrail | deleted trail | name
CreateTrail | DeleteTrail | trail | name
PutEventSelectors | DeleteTrail | changed selectors of trail | trailName name
DeleteFlowLogs | - | deleted flow logs | DeleteFlowLogsRequest.FlowLogId.content flowLogIds.item
CreateFlowLogs | DeleteFlowLogs | flow logs | >CreateFlowLogsResponse.flowLogIdSet.item DeleteFlowLogsRequest.FlowLogId.content
DeleteDetector | - | deleted GuardDuty detector | detectorId
StopConfigurationRecorder | StartConfigurationRecorder | stopped Config recorder | configurationRecorderName
ScheduleKeyDeletion | CancelKeyDeletion | KMS key about to be deleted | keyId
DisableKey | EnableKey | disabled KMS key | keyId
PutKeyPolicy | - | policy of KMS key | keyId
GetFederationToken | - | federated session | name
PutTargets | RemoveTargets | target of rule | rule
PutRule | DeleteRule | rule of EventBridge | name
UpdateProject | DeleteProject | changed build project | name | source serviceRole environment secondarySources
CreateAccount | - | account made by request | >createAccountStatus.id
CreateVpcPeeringConnection | DeleteVpcPeeringConnection | VPC peering | >vpcPeeringConnection.vpcPeeringConnectionId vpcPeeringConnectionId
`

interface Undoable {
  readonly undo: readonly string[]
  readonly noun: string
  readonly fields: readonly string[]
  readonly only: readonly string[]
  readonly added: readonly string[]
}

const changes = new Map<string, Undoable>(
  CHANGES.trim()
    .split('\n')
    .map((row) => {
      const [call = '', undo = '', noun = '', fields = '', only = '-', added = '-'] = row.split(' | ')
      const words = (cell: string): readonly string[] => cell.split(' ').filter((word) => word !== '-')
      return [call, { undo: words(undo), noun, fields: words(fields), only: words(only), added: words(added) }] as const
    }),
)
const undoers = new Map<string, readonly string[]>()
for (const [call, { undo }] of changes) for (const name of undo) undoers.set(name, [...(undoers.get(name) ?? []), call])

const plainName = (name: string): string => name.replace(/20\d{6}(?:v\d)?$/, '')

/** @param all events in scope and others about the same things, in event time: somebody else may have cleaned up */
export const standingOf = (scope: ReadonlySet<LogEntry>, all: Iterable<LogEntry>): readonly Standing[] => {
  const open = newOpenChanges()
  for (const entry of all) {
    if (entry.event.errorCode !== undefined) continue
    const name = plainName(entry.event.name)
    const { accountId: account, region } = entry.event
    let endsOwn = false
    for (const call of undoers.get(name) ?? []) {
      const change = changes.get(call) as Undoable
      const gone = new Set(change.fields.flatMap((field) => valuesAt(entry, field)).map(nameOf))
      // A user that is gone takes its policies along.
      const withOwner = /^Delete(?:User|Role|Bucket|Function)$/.test(name)
      const some = open.remove(account, change.noun, gone, withOwner)
      endsOwn ||= some && call.startsWith('Create')
    }
    // "UpdateAccessKey": a key that was made inactive opens nothing.
    if (name === 'UpdateAccessKey' && String(at(entry, 'status')[0]) === 'Inactive')
      for (const value of at(entry, 'accessKeyId')) open.remove(account, 'key', new Set([value]), false)
    const change = changes.get(name)
    // What the case made and took away again is no loss.
    if (!change || !scope.has(entry) || endsOwn || !isAbout(entry, change)) continue
    for (const values of ownersOf(entry, change)) {
      const value = values.join(' · ')
      const what = values.length === 0 ? unnamed(entry, change) : `${change.noun} ${value}`
      const before = open.get(account, what)
      const proof = [...(before?.proof ?? []), entry.id].slice(0, PROOFS)
      const more = change.added.flatMap((field) => valuesAt(entry, field))
      const added = [...new Set([...(before?.added ?? []), ...more])]
      const standing = { what, kind: change.noun, value, account, region, proof, ...(added.length > 0 && { added }) }
      open.put(standing, values)
    }
  }
  const order = [...changes.values()].map(({ noun }) => noun)
  return open.all().sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
}

const isAbout = ({ event }: LogEntry, { only }: Undoable): boolean => {
  const request = child(event.raw, 'requestParameters')
  return only.length === 0 || only.some((field) => request !== undefined && own(request, field) !== undefined)
}

/** Long-lived keys that were deleted or made inactive, by anybody, and not made active again. */
export const endedKeys = (all: Iterable<LogEntry>): ReadonlySet<string> => {
  const ended = new Set<string>()
  for (const entry of all) {
    const { name, errorCode } = entry.event
    if (errorCode !== undefined || (name !== 'DeleteAccessKey' && name !== 'UpdateAccessKey')) continue
    const ends = name === 'DeleteAccessKey' || at(entry, 'status')[0] === 'Inactive'
    for (const key of at(entry, 'accessKeyId')) {
      if (ends) ended.add(key)
      else ended.delete(key)
    }
  }
  return ended
}

interface OpenChanges {
  get(account: string, what: string): Standing | undefined
  put(standing: Standing, values: readonly string[]): void
  /** What all of its values name, or, when it goes with its owner, its first. Says whether there was any. */
  remove(account: string, noun: string, gone: ReadonlySet<string>, withOwner: boolean): boolean
  all(): Standing[]
}

/** What is open, found by its noun, its first value and its last: a clean-up of thousands looks at each once. */
const newOpenChanges = (): OpenChanges => {
  const open = new Map<string, { readonly standing: Standing; readonly names: readonly string[] }>()
  const places = new Map<string, Map<string, Set<string>>>()
  const placeOf = (account: string, noun: string, name: string | undefined): string => `${account} ${noun} ${name}`
  return {
    get: (account, what) => open.get(`${account} ${what}`)?.standing,
    put: (standing, values) => {
      const key = `${standing.account} ${standing.what}`
      const names = values.map(nameOf)
      const place = placeOf(standing.account, standing.kind, names[0])
      const byLast = places.get(place) ?? new Map<string, Set<string>>()
      const last = names.at(-1) ?? ''
      places.set(place, byLast.set(last, (byLast.get(last) ?? new Set()).add(key)))
      open.set(key, { standing, names })
    },
    remove: (account, noun, gone, withOwner) => {
      const before = open.size
      for (const first of gone) {
        const byLast = places.get(placeOf(account, noun, first))
        if (!byLast) continue
        const lasts = withOwner || byLast.size < gone.size ? [...byLast.keys()] : [...gone]
        for (const last of lasts)
          for (const key of byLast.get(last) ?? []) {
            if (!withOwner && !open.get(key)?.names.every((name) => gone.has(name))) continue
            open.delete(key)
            byLast.get(last)?.delete(key)
          }
        if (withOwner) places.delete(placeOf(account, noun, first))
      }
      return open.size < before
    },
    all: () => [...open.values()].map(({ standing }) => standing),
  }
}

/** The last part of an ARN, and a secret's name without the six characters that Secrets Manager puts behind it. */
const nameOf = (value: string): string => {
  const last = value.startsWith('arn:')
    ? value.slice(Math.max(value.lastIndexOf('/'), value.lastIndexOf(':')) + 1)
    : value
  return value.includes(':secret:') ? last.replace(/-[A-Za-z0-9]{6}$/, '') : last
}

/** A call that made several things made each by itself; else all fields together name one. */
const ownersOf = (entry: LogEntry, { fields }: Undoable): readonly (readonly string[])[] => {
  const answered = fields.filter((field) => field.startsWith('>')).flatMap((field) => valuesAt(entry, field))
  if (answered.length > 0) return answered.map((value) => [value])
  const asked = fields.filter((field) => !field.startsWith('>')).map((field) => valuesAt(entry, field))
  const first = asked.find((values) => values.length > 0)
  if (first === undefined) return [[]]
  return first.length > 1 ? first.map((value) => [value]) : [asked.flatMap((values) => values.slice(0, 1))]
}

/** "If you do not specify a user name, IAM determines the user name implicitly based on the AWS access key ID" (CreateAccessKey). */
const unnamed = (entry: LogEntry, { noun }: Undoable): string => {
  if (noun !== 'key') return `${noun} (the logs do not name it)`
  const { principal } = entry.event
  const owner = at(entry, 'userName')[0] ?? (principal.kind === 'IAMUser' ? principal.name : undefined)
  if (owner !== undefined) return `access key of user ${owner} (its id is not in the logs)`
  return `access key${principal.kind === 'Root' ? ' of the root user' : ''} (its id is not in the logs)`
}

const valuesAt = (entry: LogEntry, field: string): readonly string[] => {
  if (field.startsWith('>')) return walk(entry.event.raw, `responseElements.${field.slice(1)}`)
  return at(entry, field)
}
const at = (entry: LogEntry, field: string): readonly string[] => walk(entry.event.raw, `requestParameters.${field}`)

/** Texts at a path; lists are gone into. */
const walk = (record: JsonObject, path: string): readonly string[] => {
  let here: readonly Json[] = [record]
  for (const key of path.split('.'))
    here = here.flatMap((value) => {
      const next = isObject(value) ? own(value, key) : undefined
      return next === undefined ? [] : Array.isArray(next) ? (next as readonly Json[]).slice(0, 1000) : [next]
    })
  return here.filter((value): value is string => typeof value === 'string' && value.length < 2048)
}
