/** How each kind of resource is written in a template. */
import { defined } from '../../core/defined.ts'
import { arnOf, type Data, nameOf, streamOf, urlOf } from '../expressions.ts'
import type { Breach, Resource, Resources, Target, Trigger } from '../model.ts'

type Kind = Resource['kind']
type Of<K extends Kind> = Extract<Resource, { readonly kind: K }>
type Properties = { readonly [key: string]: Data }
type Shape = readonly [type: string, properties: Properties]

export const shapeOf = (resource: Resource, resources: Resources): Properties => {
  const [Type, properties] = SHAPES[resource.kind](resource as never, resources)
  const policy = resource.kept === undefined ? undefined : resource.kept ? 'Retain' : 'Delete'
  return defined({
    Type,
    Condition: resource.when,
    DependsOn: resource.after,
    DeletionPolicy: policy,
    UpdateReplacePolicy: policy,
    Properties: properties,
  })
}

const SHAPES: { readonly [K in Kind]: (resource: Of<K>, resources: Resources) => Shape } = {
  bucket: ({ expirationDays, noncurrentDays }) => [
    'AWS::S3::Bucket',
    {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      VersioningConfiguration: { Status: 'Enabled' },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        ...{ BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      LifecycleConfiguration: {
        Rules: [
          {
            Id: 'Expire',
            Status: 'Enabled',
            ExpirationInDays: expirationDays,
            NoncurrentVersionExpiration: { NoncurrentDays: noncurrentDays },
          },
        ],
      },
    },
  ],
  trail: ({ name, bucket, organization }) => [
    'AWS::CloudTrail::Trail',
    {
      TrailName: name,
      S3BucketName: nameOf(bucket),
      IsLogging: true,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      EnableLogFileValidation: true,
      ...(organization && { IsOrganizationTrail: true }),
    },
  ],
  policy: ({ on, statements }, resources) => {
    const PolicyDocument = policyDocument(statements)
    return resources[on]?.kind === 'bucket'
      ? ['AWS::S3::BucketPolicy', { Bucket: nameOf(on), PolicyDocument }]
      : ['AWS::SQS::QueuePolicy', { Queues: [urlOf(on)], PolicyDocument }]
  },
  queue: ({ retention, visibilityTimeout, redrive }) => [
    'AWS::SQS::Queue',
    defined({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: retention,
      VisibilityTimeout: visibilityTimeout,
      RedrivePolicy: redrive && { deadLetterTargetArn: arnOf(redrive.to), maxReceiveCount: redrive.maxReceives },
    }),
  ],
  topic: ({ displayName }) => ['AWS::SNS::Topic', { DisplayName: displayName }],
  subscription: ({ topic, protocol, endpoint }) => [
    'AWS::SNS::Subscription',
    { TopicArn: topic, Protocol: protocol, Endpoint: endpoint },
  ],
  table: ({ schema, timeToLive, streamView }) => [
    'AWS::DynamoDB::Table',
    {
      ...schema,
      TimeToLiveSpecification: timeToLive,
      StreamSpecification: { StreamViewType: streamView },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    },
  ],
  'log-group': ({ name, retentionDays }) => [
    'AWS::Logs::LogGroup',
    { LogGroupName: name, RetentionInDays: retentionDays },
  ],
  role: ({ service, policyName, statements }) => [
    'AWS::IAM::Role',
    {
      AssumeRolePolicyDocument: policyDocument([
        { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' },
      ]),
      Policies: [{ PolicyName: policyName, PolicyDocument: policyDocument(statements) }],
    },
  ],
  function: (lambda) => [
    'AWS::Serverless::Function',
    {
      CodeUri: lambda.code,
      Handler: lambda.handler,
      Runtime: lambda.runtime,
      Architectures: [lambda.architecture],
      Role: arnOf(lambda.role),
      Tracing: 'Active',
      LoggingConfig: { LogFormat: 'JSON', LogGroup: nameOf(lambda.logGroup) },
      Timeout: lambda.timeout,
      MemorySize: lambda.memory,
      ReservedConcurrentExecutions: lambda.reservedConcurrency,
      Environment: { Variables: lambda.environment },
      Events: Object.fromEntries(Object.entries(lambda.triggers).map(([name, trigger]) => [name, eventOf(trigger)])),
      EventInvokeConfig: invocation(lambda),
    },
  ],
  'event-rule': ({ description, state, pattern, target }) => [
    'AWS::Events::Rule',
    {
      Description: description,
      State: state,
      EventPattern: pattern,
      Targets: [targetOf(target)],
    },
  ],
  alarm: ({ description, metric, statistic, period, breached, topic }) => [
    'AWS::CloudWatch::Alarm',
    {
      AlarmDescription: description,
      AlarmActions: [arnOf(topic)],
      Namespace: metric.namespace,
      MetricName: metric.name,
      Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
      Statistic: statistic,
      ...threshold(breached, period, arnOf(topic)),
    },
  ],
}

const targetOf = (target: Target): Properties =>
  'queue' in target
    ? { Id: target.queue, Arn: arnOf(target.queue), DeadLetterConfig: { Arn: arnOf(target.deadLetters) } }
    : { Id: 'Bus', Arn: target.bus, RoleArn: arnOf(target.role) }

const policyDocument = (statements: readonly Data[]): Properties => ({ Version: '2012-10-17', Statement: statements })

const eventOf = (trigger: Trigger): Properties => {
  switch (trigger.type) {
    case 'queue':
      return {
        Type: 'SQS',
        Properties: {
          Queue: arnOf(trigger.queue),
          BatchSize: trigger.batch,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          ScalingConfig: { MaximumConcurrency: trigger.concurrency },
        },
      }
    case 'stream':
      return {
        Type: 'DynamoDB',
        Properties: {
          Stream: streamOf(trigger.table),
          StartingPosition: 'LATEST',
          BatchSize: trigger.batch,
          MaximumRetryAttempts: trigger.retries,
          FilterCriteria: { Filters: [{ Pattern: JSON.stringify(trigger.filter) }] },
        },
      }
    case 'schedule':
      return { Type: 'Schedule', Properties: { Schedule: trigger.schedule } }
  }
}

const invocation = ({ asynchronous: { retries, maxAge, onFailure } }: Of<'function'>): Properties =>
  defined({
    MaximumRetryAttempts: retries,
    MaximumEventAgeInSeconds: maxAge,
    DestinationConfig:
      onFailure === undefined ? undefined : { OnFailure: { Type: 'SQS', Destination: arnOf(onFailure) } },
  })

const threshold = (breached: Breach, Period: Data, topic: Data): Properties =>
  'above' in breached
    ? {
        ...{ Threshold: breached.above, Period, EvaluationPeriods: 1 },
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
      }
    : {
        ...{ Period, EvaluationPeriods: 1 },
        ComparisonOperator: 'LessThanThreshold',
        Threshold: breached.below,
        TreatMissingData: 'breaching',
        OKActions: [topic],
      }
