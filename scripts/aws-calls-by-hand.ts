/** What the service models do not know of event names: other spellings in CloudTrail, the console, and what services do by themselves. */

/** Operation -> the name that CloudTrail writes ("Logging Lambda API calls", "Amazon S3 CloudTrail events"). */
export const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  lambda: {
    AddLayerVersionPermission: 'AddLayerVersionPermission20181031',
    AddPermission: 'AddPermission20150331v2',
    CreateAlias: 'CreateAlias20150331',
    CreateEventSourceMapping: 'CreateEventSourceMapping20150331',
    CreateFunction: 'CreateFunction20150331',
    DeleteAlias: 'DeleteAlias20150331',
    DeleteEventSourceMapping: 'DeleteEventSourceMapping20150331',
    DeleteFunction: 'DeleteFunction20150331',
    DeleteFunctionConcurrency: 'DeleteFunctionConcurrency20171031',
    DeleteLayerVersion: 'DeleteLayerVersion20181031',
    GetAlias: 'GetAlias20150331',
    GetEventSourceMapping: 'GetEventSourceMapping20150331',
    GetFunction: 'GetFunction20150331v2',
    GetFunctionConfiguration: 'GetFunctionConfiguration20150331v2',
    GetLayerVersion: 'GetLayerVersion20181031',
    GetLayerVersionPolicy: 'GetLayerVersionPolicy20181031',
    GetPolicy: 'GetPolicy20150331v2',
    ListAliases: 'ListAliases20150331',
    ListEventSourceMappings: 'ListEventSourceMappings20150331',
    ListFunctions: 'ListFunctions20150331',
    ListLayerVersions: 'ListLayerVersions20181031',
    ListLayers: 'ListLayers20181031',
    ListTags: 'ListTags20170331',
    ListVersionsByFunction: 'ListVersionsByFunction20150331',
    PublishLayerVersion: 'PublishLayerVersion20181031',
    PublishVersion: 'PublishVersion20150331',
    PutFunctionConcurrency: 'PutFunctionConcurrency20171031',
    RemoveLayerVersionPermission: 'RemoveLayerVersionPermission20181031',
    RemovePermission: 'RemovePermission20150331v2',
    TagResource: 'TagResource20170331v2',
    UntagResource: 'UntagResource20170331v2',
    UpdateAlias: 'UpdateAlias20150331',
    UpdateEventSourceMapping: 'UpdateEventSourceMapping20150331',
    UpdateFunctionCode: 'UpdateFunctionCode20150331v2',
    UpdateFunctionConfiguration: 'UpdateFunctionConfiguration20150331v2',
  },
  s3: {
    DeletePublicAccessBlock: 'DeleteBucketPublicAccessBlock',
    GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
    PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  },
}

/** Service in the models -> what its records say. */
export const ALSO: Readonly<Record<string, string>> = { mq: 'amazonmq', email: 'ses' }

/** By event source: calls of the console, earlier spellings, and events of the services themselves. */
export const NOT_IN_MODELS: Readonly<Record<string, string>> = {
  account: 'CloseAccount AccountClosed',
  billingconsole:
    'AWSPaymentPortalService.DescribeMakePaymentPage AWSPaymentPreferenceGateway.Get GetAlternateContact GetBillingPreferences GetContactInformation SetAlternateContact SetBillingPreferences SetContactAddress',
  'agreement-marketplace': 'AcceptAgreementApprovalRequest',
  'discovery-marketplace': 'GetListingView',
  savingsplans: 'PurchaseReservedCapacityOfferings',
  autoscaling: 'TerminateInstance LaunchInstance',
  backup:
    'BackupDeleted BackupJobCompleted BackupJobStarted BackupSelectionDeletedDueToSLRDeletion CopyJobCompleted CopyJobStarted RecoveryPointDeleted RestoreCompleted RestoreStarted',
  bedrock:
    'InvokeModel InvokeModelWithResponseStream PutFoundationModelEntitlement PutUseCaseForModelAccess DeleteModelCustomizationJob',
  cloudfront: 'CreateFunction2020_05_31 UpdateFunction2020_05_31 PublishFunction2020_05_31',
  cloudshell:
    'ApproveCommand CreateEnvironment CreateSession DeleteEnvironment DeleteSession GetEnvironmentStatus GetFileDownloadUrls GetFileUploadUrls PutCredentials RedeemCode SendHeartBeat StartEnvironment StopEnvironment',
  dynamodb: 'BatchExecuteStatement',
  ec2: 'AutoDeleteSnapshot BidEvictedEvent ReplaceIamInstanceProfile SharedSnapshotCopyInitiated SharedSnapshotVolumeCreated',
  elasticache: 'AuthorizeCacheSecurityGroupEgress RevokeCacheSecurityGroupEgress',
  iam: 'CheckPasswordPolicy EmailUpdated GenerateCredentialReport PasswordPolicyUpdated',
  kms: 'DeleteKey RotateKey SynchronizeMultiRegionKey ImportKeyMaterialExpired DeleteExpiredKeyMaterial',
  macie: 'UpdateMacieSession DisableMacie AssociateMemberAccount AssociateS3Resources',
  organizations:
    'CreateAccountResult CreateGovCloudAccountResult AccountCreationResult AccountDepartedOrganization AccountJoinedOrganization',
  rds: 'DownloadCompleteDBLogFile AuthorizeDBSecurityGroupIngress CreateDBSecurityGroup DescribeRecommendationGroups ManageMasterUserPassword',
  route53: 'AssociateVPCWithHostedZone DisableDomainTransferLock',
  s3: 'CreateAccessGrant CreateAccessGrantsInstance CreateAccessPoint CreateAccessPointForObjectLambda CreateJob CreateMultiRegionAccessPoint DeleteAccessGrant DeleteAccessGrantsInstance DeleteAccessPoint DeleteAccessPointPolicy DeleteMultiRegionAccessPoint DescribeJob GetAccessPoint GetAccessPointPolicy GetDataAccess ListAccessPoints ListJobs PutAccessPointPolicy PutMultiRegionAccessPointPolicy PutStorageLensConfiguration UpdateJobPriority UpdateJobStatus CreateBucketMetadataConfiguration GetAccelerateConfiguration PutAccelerateConfiguration GetBucketLifecycle PutBucketLifecycle GetBucketNotification PutBucketNotification GetBucketObjectLockConfiguration PutBucketObjectLockConfiguration DeleteAccountPublicAccessBlock DeleteBucketReplication DeleteMultipleObjects GetAccountPublicAccessBlock GetStorageLensDashboardDataInternal JobCreated JobStatusChanged ListBucket PutAccountPublicAccessBlock PutEncryptionConfiguration PutLifecycleConfiguration PutReplicationConfiguration ReplicateObject',
  secretsmanager:
    'CancelSecretVersionDelete EndSecretVersionDelete RotationAbandoned RotationFailed RotationStarted RotationSucceeded SecretVersionDeletion StartSecretVersionDelete TestRotationFailed TestRotationStarted TestRotationSucceeded',
  signin:
    'CheckMfa ConsoleLogin CredentialChallenge CredentialVerification EmailUpdated ExitRole ExternalIdPDirectoryLogin GetSigninToken PasswordRecoveryCompleted PasswordRecoveryRequested PasswordUpdated RenewRole SwitchRole UserAuthentication',
  ssm: 'DeleteInstanceInformation ListInstanceAssociations OpenControlChannel OpenDataChannel CreateControlChannel CreateDataChannel RequestManagedInstanceRoleToken UpdateInstanceAssociationStatus UpdateInstanceInformation',
  sso: 'AssociateDirectory AssociateProfile Authenticate CreateProfile CreateToken CreateTrust DeletePermissionsPolicy DeleteProfile DisableExternalIdPConfigurationForDirectory DisassociateDirectory DisassociateProfile EnableExternalIdPConfigurationForDirectory Federate GetPermissionSet Logout ProvisionApplicationInstanceForAWSAccount ProvisionSAMLProvider PutPermissionsPolicy RegisterClient StartDeviceAuthorization StartSSO UpdatePermissionSet UpdateProfile UpdateSsoConfiguration UpdateSSOConfiguration UpdateTrust',
  'sso-directory':
    'AddMemberToGroup AssociateDirectory CompleteVirtualMfaDeviceRegistration CompleteWebAuthnDeviceRegistration CreateBearerToken CreateExternalIdPConfigurationForDirectory CreateGroup CreateProvisioningTenant CreateUser DeleteBearerToken DeleteExternalIdPConfigurationForDirectory DeleteGroup DeleteMfaDeviceForUser DeleteProvisioningTenant DeleteUser DescribeDirectory DescribeGroups DescribeUsers DisableExternalIdPConfigurationForDirectory DisableUser DisassociateDirectory EnableExternalIdPConfigurationForDirectory EnableUser GetUserPoolInfo ListBearerTokens ListGroupsForUser ListMembersInGroup ListMfaDevicesForUser ListProvisioningTenants RemoveMemberFromGroup SearchGroups SearchUsers StartVirtualMfaDeviceRegistration StartWebAuthnDeviceRegistration UpdateExternalIdPConfigurationForDirectory UpdateGroup UpdateMfaDeviceForUser UpdatePassword UpdateUser VerifyEmail',
  support: 'RefreshTrustedAdvisorCheck',
  wafv2: 'DeleteRule',
}
