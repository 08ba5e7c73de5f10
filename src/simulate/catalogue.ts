/** Read-only calls that people, Terraform and auditing services make all day, with the requests they send. */
import { GLOBAL } from './company.ts'
import type { Random } from './random.ts'
import type { Call } from './record.ts'

type Row = readonly [service: string, name: string, requestJson?: string]

const rows: readonly Row[] = [
  ['ec2', 'DescribeInstances', '{"instancesSet":{},"filterSet":{}}'],
  ['ec2', 'DescribeSecurityGroups', '{"securityGroupSet":{},"securityGroupIdSet":{},"filterSet":{}}'],
  ['ec2', 'DescribeVpcs', '{"vpcSet":{},"filterSet":{}}'],
  ['ec2', 'DescribeSubnets', '{"subnetSet":{},"filterSet":{}}'],
  ['ec2', 'DescribeVolumes', '{"volumeSet":{},"filterSet":{}}'],
  [
    'ec2',
    'DescribeSnapshots',
    '{"snapshotSet":{},"ownersSet":{"items":[{"owner":"self"}]},"sharedUsersSet":{},"filterSet":{}}',
  ],
  [
    'ec2',
    'DescribeImages',
    '{"executableBySet":{},"imagesSet":{},"ownersSet":{"items":[{"owner":"self"}]},"filterSet":{}}',
  ],
  ['ec2', 'DescribeNetworkInterfaces', '{"networkInterfaceIdSet":{},"filterSet":{}}'],
  ['ec2', 'DescribeRouteTables', '{"routeTableIdSet":{},"filterSet":{}}'],
  ['ec2', 'DescribeNatGateways', '{"DescribeNatGatewaysRequest":{}}'],
  ['ec2', 'DescribeAvailabilityZones', '{"availabilityZoneSet":{},"availabilityZoneIdSet":{}}'],
  ['ec2', 'DescribeAddresses', '{"publicIpsSet":{},"filterSet":{},"allocationIdsSet":{}}'],
  ['ec2', 'DescribeTags', '{"filterSet":{},"maxResults":1000}'],
  ['ec2', 'DescribeInstanceStatus', '{"instancesSet":{},"filterSet":{},"includeAllInstances":false}'],
  ['ec2', 'DescribeFlowLogs', '{"DescribeFlowLogsRequest":{}}'],
  ['ec2', 'DescribeAccountAttributes', '{"accountAttributeNameSet":{},"filterSet":{}}'],
  ['iam', 'ListRoles'],
  ['iam', 'ListUsers'],
  ['iam', 'ListPolicies', '{"scope":"Local","onlyAttached":false}'],
  ['iam', 'GetAccountSummary'],
  ['iam', 'ListAccountAliases'],
  ['iam', 'ListInstanceProfiles'],
  ['lambda', 'ListFunctions20150331', '{"maxItems":50}'],
  ['lambda', 'GetAccountSettings20160819'],
  ['lambda', 'ListEventSourceMappings20150331'],
  ['rds', 'DescribeDBInstances'],
  ['rds', 'DescribeDBClusters', '{"includeShared":false}'],
  ['rds', 'DescribeDBSnapshots', '{"includeShared":false,"includePublic":false}'],
  ['rds', 'DescribeDBSubnetGroups'],
  ['dynamodb', 'ListTables', '{"limit":100}'],
  ['dynamodb', 'DescribeLimits'],
  ['ecs', 'ListClusters', '{}'],
  ['ecs', 'ListServices', '{"cluster":"shop"}'],
  ['ecs', 'DescribeServices', '{"services":["shop-web","orders","payments"],"cluster":"shop"}'],
  ['ecs', 'DescribeClusters', '{"clusters":["shop"],"include":["SETTINGS","STATISTICS"]}'],
  ['ecr', 'DescribeRepositories', '{"maxResults":100}'],
  ['elasticloadbalancing', 'DescribeLoadBalancers', '{"pageSize":400}'],
  ['elasticloadbalancing', 'DescribeTargetGroups'],
  ['autoscaling', 'DescribeAutoScalingGroups'],
  ['autoscaling', 'DescribeScalingActivities', '{"maxRecords":100}'],
  ['cloudformation', 'ListStacks'],
  ['cloudformation', 'DescribeStacks'],
  ['logs', 'DescribeLogGroups', '{"limit":50}'],
  ['logs', 'DescribeMetricFilters', '{"limit":50}'],
  ['monitoring', 'DescribeAlarms', '{"maxRecords":100}'],
  ['kms', 'ListAliases', '{"limit":100}'],
  ['kms', 'ListKeys', '{"limit":1000}'],
  ['secretsmanager', 'ListSecrets', '{"maxResults":100,"includePlannedDeletion":false}'],
  ['ssm', 'DescribeParameters', '{"maxResults":50,"shared":false}'],
  ['ssm', 'DescribeInstanceInformation', '{"maxResults":50}'],
  ['cloudtrail', 'DescribeTrails', '{"trailNameList":[],"includeShadowTrails":true}'],
  ['cloudtrail', 'GetTrailStatus', '{"name":"org-trail"}'],
  ['config', 'DescribeConfigurationRecorders'],
  ['guardduty', 'ListDetectors'],
  ['sns', 'ListTopics'],
  ['sqs', 'ListQueues', '{"maxResults":1000}'],
  ['events', 'ListRules', '{"limit":100}'],
  ['acm', 'ListCertificates', '{"maxItems":1000}'],
  ['route53', 'ListHostedZones'],
  ['cloudfront', 'ListDistributions'],
  [
    'health',
    'DescribeEventAggregates',
    '{"filter":{"eventStatusCodes":["open","upcoming"]},"aggregateField":"eventTypeCategory"}',
  ],
  ['tagging', 'GetResources', '{"resourcesPerPage":100}'],
]

/** Services whose control plane lives in one Region, whoever calls from wherever. */
const GLOBAL_SERVICES = new Set(['iam', 'route53', 'cloudfront', 'health', 'organizations'])

export const regionOf = (service: string, region: string): string => (GLOBAL_SERVICES.has(service) ? GLOBAL : region)

const READS: readonly Call[] = rows.map(([service, name, requestJson]) => ({
  service,
  name,
  readOnly: true,
  requestJson,
}))

/** One read; those at the head of the list are much more common than those at its end. */
export const anyRead = (from: Random): Call => {
  const place = from.next() / 0x1_0000_0000
  return READS[Math.floor(READS.length * place * place)] as Call
}

/** S3 asks for each setting of a bucket by its own call, and answers with an error where nothing was set. */
export const BUCKET_READS: readonly (readonly [
  name: string,
  parameter: string,
  missing?: readonly [string, string],
])[] = [
  ['GetBucketAcl', 'acl'],
  ['GetBucketLocation', 'location'],
  ['GetBucketPolicy', 'policy', ['NoSuchBucketPolicy', 'The bucket policy does not exist']],
  ['GetBucketPolicyStatus', 'policyStatus', ['NoSuchBucketPolicy', 'The bucket policy does not exist']],
  ['GetBucketVersioning', 'versioning'],
  ['GetBucketLogging', 'logging'],
  ['GetBucketEncryption', 'encryption'],
  ['GetBucketTagging', 'tagging', ['NoSuchTagSet', 'The TagSet does not exist']],
  ['GetBucketPublicAccessBlock', 'publicAccessBlock'],
  ['GetBucketLifecycle', 'lifecycle', ['NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist']],
  [
    'GetBucketWebsite',
    'website',
    ['NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration'],
  ],
  ['GetBucketCors', 'cors', ['NoSuchCORSConfiguration', 'The CORS configuration does not exist']],
  [
    'GetBucketReplication',
    'replication',
    ['ReplicationConfigurationNotFoundError', 'The replication configuration was not found'],
  ],
  ['GetBucketNotification', 'notification'],
  [
    'GetBucketObjectLockConfiguration',
    'object-lock',
    ['ObjectLockConfigurationNotFoundError', 'Object Lock configuration does not exist for this bucket'],
  ],
]

/** One bucket setting read by a caller of the bucket's account. */
export const bucketRead = (
  row: (typeof BUCKET_READS)[number],
  account: string,
  bucket: string,
  region: string,
): Call => {
  const [name, parameter, missing] = row
  const host = `${bucket}.s3.${region}.amazonaws.com`
  return {
    service: 's3',
    name,
    readOnly: true,
    requestJson: `{"bucketName":"${bucket}","Host":"${host}","${parameter}":""}`,
    resourcesJson: `[{"accountId":"${account}","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::${bucket}"}]`,
    host,
    // Two buckets of three lack a setting that can be missing.
    error: (name.length + bucket.length) % 3 === 0 ? undefined : missing,
  }
}

/** What a caller without the permission gets back; calls that name no resource leave it out of the sentence. */
export const denied = (arn: string, action: string, resource: string): readonly [string, string] => [
  'AccessDenied',
  `User: ${arn} is not authorized to perform: ${action}${resource === '*' ? '' : ` on resource: ${resource}`} because no identity-based policy allows the ${action} action`,
]

/** EC2 has its own code, and hides details in an encoded message where a resource is named. */
export const deniedByEc2 = (
  arn: string,
  action: string,
  resource: string,
  encoded: string,
): readonly [string, string] => [
  'Client.UnauthorizedOperation',
  `You are not authorized to perform this operation. ${denied(arn, action, resource)[1]}${resource === '*' ? '' : `. Encoded authorization failure message: ${encoded}`}`,
]
