/** Data events: the calls that a trail records only when it is told to, and by which type ("Logging data events", CloudTrail user guide). */
import type { Call } from './calls.ts'

interface DataEvents {
  readonly source: string
  readonly names: RegExp
  /** `resources.type` of the selector ("Logging data events", CloudTrail user guide). */
  readonly type: string
}

const data = (service: string, type: string, names: RegExp): DataEvents => ({
  source: `${service}.amazonaws.com`,
  names,
  type,
})

/** Calls that a trail records only when it is told to. */
const DATA_EVENTS: readonly DataEvents[] = [
  data(
    's3',
    'AWS::S3::Object',
    /^(?:(?:Get|Put|Head|Copy|Delete|Select|Restore|Append|Rename|Replicate|Update)Objects?(?:Content|Acl|Tagging|Retention|LegalHold|Torrent|Attributes|Encryption)?|DeleteMultipleObjects|ListObject(?:s|sV2|Versions)|HeadBucket|(?:Create|Abort|Complete)MultipartUpload|ListMultipartUploads|ListParts|UploadPart(?:Copy)?|WriteGetObjectResponse)$/,
  ),
  data('lambda', 'AWS::Lambda::Function', /^Invoke(?:Execution|Async|WithResponseStream)?$/),
  data(
    'dynamodb',
    'AWS::DynamoDB::Table',
    /^(?:(?:Get|Put|Update|Delete)Item|Batch(?:GetItem|WriteItem|ExecuteStatement)|Query|Scan|Transact(?:GetItems|WriteItems)|Execute(?:Statement|Transaction))$/,
  ),
  data('dynamodb', 'AWS::DynamoDB::Stream', /^Get(?:Records|ShardIterator)$/),
  data('ebs', 'AWS::EC2::Snapshot', /./),
  data('sns', 'AWS::SNS::Topic', /^Publish(?:Batch)?$/),
  data('sqs', 'AWS::SQS::Queue', /^(?:Send|Receive|Delete)Message(?:Batch)?$|^ChangeMessageVisibility/),
  data('kinesis', 'AWS::Kinesis::Stream', /^(?:PutRecords?|GetRecords|GetShardIterator|SubscribeToShard)$/),
  data('firehose', 'AWS::KinesisFirehose::DeliveryStream', /^PutRecord(?:Batch)?$/),
  data(
    'cognito-identity',
    'AWS::Cognito::IdentityPool',
    /^(?:GetId|GetOpenIdToken|GetCredentialsForIdentity|UnlinkIdentity)$/,
  ),
  data('rds-data', 'AWS::RDS::DBCluster', /^(?:Batch)?Execute(?:Statement|Sql)$|Transaction$/),
  data(
    'monitoring',
    'AWS::CloudWatch::Metric',
    /^(?:PutMetricData|GetMetricData|GetMetricStatistics|ListMetrics|GetMetricWidgetImage)$/,
  ),
  data('logs', 'AWS::Logs::LogGroup', /^(?:PutLogEvents|GetLogEvents|FilterLogEvents|StartLiveTail|GetLogRecord)$/),
  data(
    'xray',
    'AWS::XRay::Trace',
    /^(?:PutTraceSegments|GetTraceSummaries|BatchGetTraces|GetTraceGraph|GetServiceGraph)$/,
  ),
  data('ssmmessages', 'AWS::SSMMessages::ControlChannel', /./),
  data('cloudtrail-data', 'AWS::CloudTrail::Channel', /./),
  data('execute-api', 'AWS::ApiGateway::Stage', /./),
  data(
    'bedrock',
    'AWS::Bedrock::AgentAlias',
    /^(?:InvokeAgent|InvokeInlineAgent|InvokeFlow|Retrieve|RetrieveAndGenerate)$/,
  ),
  data('cassandra', 'AWS::Cassandra::Table', /^(?:Select|Insert|Update|Delete|Batch)$/),
  data('timestream', 'AWS::Timestream::Table', /^(?:Query|WriteRecords|Select)$/),
  data('sagemaker', 'AWS::SageMaker::Endpoint', /^InvokeEndpoint/),
  data('guardduty', 'AWS::GuardDuty::Detector', /^SendSecurityTelemetry$/),
  data('codewhisperer', 'AWS::CodeWhisperer::Profile', /./),
  data('qbusiness', 'AWS::QBusiness::Application', /^Chat/),
  data(
    'swf',
    'AWS::SWF::Domain',
    /^(?:PollFor|Respond|StartWorkflowExecution|SignalWorkflowExecution|CountOpen|RecordActivity)/,
  ),
  data('states', 'AWS::StepFunctions::StateMachine', /^(?:InvokeHTTPEndpoint|StartSyncExecution)$/),
]

/** Of the type that the call is recorded as; undefined for a management event. */
export const dataEventsOf = ({ source, name }: Call): DataEvents | undefined =>
  DATA_EVENTS.find((one) => one.source === source && one.names.test(name))
