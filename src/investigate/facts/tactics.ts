/** What a call means in an attack: its tactics of ATT&CK, and whether it is one to read first. */
import type { Event } from '../../core/event.ts'
import { own } from '../../core/json.ts'

/**
 * Calls and the tactic that an attacker makes them for (https://attack.mitre.org/matrices/enterprise/cloud/). Lambda's event
 * names carry an API version, which is left out here.
 */
const NOTABLE: Readonly<Record<string, string>> = {
  'initial-access': 'ConsoleLogin GetSigninToken SwitchRole',
  persistence: `CreateAccount CreateUser CreateAccessKey CreateLoginProfile UpdateLoginProfile CreateRole UpdateAssumeRolePolicy
    CreateServiceSpecificCredential ResetServiceSpecificCredential UploadSSHPublicKey UploadSigningCertificate
    CreateVirtualMFADevice EnableMFADevice CreateSAMLProvider UpdateSAMLProvider CreateOpenIDConnectProvider
    CreateTrustAnchor UpdateTrustAnchor CreateProfile AddRoleToInstanceProfile CreateInstanceProfile
    CreateFunction UpdateFunctionCode UpdateFunctionConfiguration AddPermission CreateEventSourceMapping
    CreateFunctionUrlConfig PublishLayerVersion AddLayerVersionPermission PutTargets PutRule CreateKeyPair ImportKeyPair
    ModifyInstanceAttribute AssociateIamInstanceProfile ReplaceIamInstanceProfileAssociation GetFederationToken
    ChangePassword UpdateAccessKey CreateAccountAlias RegisterTaskDefinition CreateDevEndpoint`,
  'privilege-escalation': `PutUserPolicy PutRolePolicy PutGroupPolicy AttachUserPolicy AttachRolePolicy AttachGroupPolicy
    AddUserToGroup CreatePolicyVersion SetDefaultPolicyVersion CreatePolicy DeleteUserPermissionsBoundary
    DeleteRolePermissionsBoundary PutUserPermissionsBoundary PutRolePermissionsBoundary CreateAccountAssignment
    AttachManagedPolicyToPermissionSet PutInlinePolicyToPermissionSet`,
  'defense-impairment': `StopLogging DeleteTrail UpdateTrail PutEventSelectors PutInsightSelectors DeleteFlowLogs DeleteDetector
    UpdateDetector CreateIPSet UpdateIPSet CreateFilter DeleteMembers DisassociateMembers
    DisassociateFromMasterAccount DisassociateFromAdministratorAccount StopMonitoringMembers
    DeletePublishingDestination StopConfigurationRecorder DeleteConfigurationRecorder DeleteDeliveryChannel
    DeleteConfigRule DisableSecurityHub BatchDisableStandards DeleteInvitations DisableMacie DeleteLogGroup
    DeleteLogStream PutRetentionPolicy DeleteSubscriptionFilter DeleteAlarms DisableAlarmActions DisableRule
    DeleteRule RemoveTargets DeleteWebACL DisassociateWebACL DeleteRuleGroup DeleteEventDataStore
    StopEventDataStoreIngestion DeactivateMFADevice DeleteVirtualMFADevice LeaveOrganization
    DeleteResolverQueryLogConfig DisassociateResolverQueryLogConfig DeleteAccessAnalyzer DeleteAnalyzer
    DeleteBucketPublicAccessBlock DeleteAccountPublicAccessBlock PutBucketLogging DisableEbsEncryptionByDefault
    UpdateFindings UpdateFindingsFilter CreateFindingsFilter ArchiveFindings DeleteAccountPasswordPolicy`,
  'credential-access': `GetSecretValue BatchGetSecretValue GetPasswordData GetParameters GetParametersByPath
    GetCredentialReport GenerateCredentialReport`,
  'lateral-movement': `StartSession SendCommand SendSSHPublicKey SendSerialConsoleSSHPublicKey ResumeSession
    EnableSerialConsoleAccess CreateInstanceConnectEndpoint StartAutomationExecution ExecuteCommand`,
  execution: 'RunInstances RequestSpotInstances RunTask CreateStack UpdateStack StartBuild CreateNotebookInstance',
  collection: `CreateSnapshot CreateSnapshots CreateImage CreateDBSnapshot CreateDBClusterSnapshot StartExportTask
    CreateInstanceExportTask CopySnapshot CopyDBSnapshot CopyDBClusterSnapshot`,
  exfiltration: `ModifySnapshotAttribute ModifyImageAttribute ModifyDBSnapshotAttribute ModifyDBClusterSnapshotAttribute
    PutBucketPolicy PutBucketAcl PutObjectAcl PutBucketReplication CreateAccessPoint SetRepositoryPolicy PutImage
    CreateTrafficMirrorSession PutBucketWebsite`,
  impact: `DeleteBucket DeleteObjects PutBucketLifecycle PutBucketLifecycleConfiguration PutBucketVersioning
    ScheduleKeyDeletion DisableKey PutKeyPolicy DeleteDBInstance DeleteDBCluster DeleteDBSnapshot DeleteSnapshot
    DeleteVolume DeregisterImage TerminateInstances StopInstances DeleteTable DeleteBackup DeleteRecoveryPoint
    DeleteBackupVault DeleteFileSystem DeleteStack DeleteUser DeleteRole DeleteAccessKey DeleteSecret UpdateAccountPassword
    AuthorizeSecurityGroupIngress CloseAccount`,
}

/** Not to be read first by themselves: everybody makes them, and so does an attacker. */
const COMMON: Readonly<Record<string, string>> = {
  'credential-access': 'GetParameter',
  collection: 'GetObject SelectObjectContent CopyObject ListObjects ListObjectsV2 Query Scan BatchGetItem',
  discovery: 'LookupEvents GetAccountAuthorizationDetails GetCallerIdentity',
}

const tacticsByCall = new Map<string, string[]>()
const notable = new Set<string>()
for (const [table, isNotable] of [
  [NOTABLE, true],
  [COMMON, false],
] as const)
  for (const [tactic, names] of Object.entries(table))
    for (const name of names.split(/\s+/)) {
      tacticsByCall.set(name, [...(tacticsByCall.get(name) ?? []), tactic])
      if (isNotable) notable.add(name)
    }
/** What many people do every day: no sign of anything by itself. */
const EVERYDAY = new Set(
  'ConsoleLogin GetSecretValue BatchGetSecretValue GetParameters GetParametersByPath CreateSnapshot CreateSnapshots RunTask StartSession UpdateAccessKey SwitchRole GetSigninToken StartBuild RunInstances TerminateInstances StopInstances DeleteSnapshot DeleteObjects PutImage CreateStack UpdateStack RegisterTaskDefinition'.split(
    ' ',
  ),
)

/** Without the version of Lambda's API: `UpdateFunctionCode20150331v2`. */
const plainName = (name: string): string => name.replace(/20\d{6}(?:v\d)?$/, '')

const READS =
  /^(?:Get|List|Describe|Head|Lookup|Search|BatchGet|Query|Scan|Select|View|Check|Test|Simulate|Preview|Estimate)/

export const isReadOnly = (event: Event): boolean => {
  const said = own(event.raw, 'readOnly')
  if (said === true || said === 'true') return true
  if (said === false || said === 'false') return false
  return READS.test(event.name)
}

export const tacticsOf = (event: Event): readonly string[] => {
  const known = tacticsByCall.get(plainName(event.name))
  if (known) return known
  if (/^AssumeR/.test(event.name)) return ['lateral-movement']
  return READS.test(event.name) ? ['discovery'] : []
}

/** Gave power, left something behind, hid traces, took or destroyed: and did so, or was refused. */
export const isNotable = (event: Event): boolean => notable.has(plainName(event.name))

/** The same without what is done every day. */
export const isSuspect = (event: Event): boolean => isNotable(event) && !EVERYDAY.has(plainName(event.name))

/** "Troubleshoot access denied error messages": what each service calls a refusal. */
export const isDenied = ({ errorCode }: Event): boolean =>
  errorCode !== undefined && /denied|unauthori[sz]ed|forbidden|notauthori[sz]ed/i.test(errorCode.slice(0, 200))

/** The first things that somebody does with a credential found somewhere. */
export const isWhoAmI = ({ name }: Event): boolean =>
  name === 'GetCallerIdentity' || name === 'GetAccountAuthorizationDetails'
