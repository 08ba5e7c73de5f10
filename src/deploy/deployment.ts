/** Settings -> a deployment: queue, table, two functions, alarms, and a trail when there is none. */
import { alarms } from './alarms.ts'
import { BUS } from './bus.ts'
import { arnOf, nameOf, urlOf } from './expressions.ts'
import { functions } from './functions.ts'
import { intake } from './intake.ts'
import type { Deployment, Output } from './model.ts'
import { CONDITIONS, parameters } from './parameters.ts'
import type { DeploySettings } from './settings.ts'
import { topicOutputs, topics } from './topics.ts'
import { trail } from './trail.ts'

export const deploymentOf = (settings: DeploySettings): Deployment => ({
  description: 'Tattletrail: reads CloudTrail and tells on whoever misbehaves',
  parameters: parameters(settings),
  conditions: CONDITIONS,
  resources: {
    ...(settings.bucket === undefined && trail(settings)),
    ...intake(settings),
    Table: { kind: 'table', kept: true, ...settings.table },
    ...topics(settings),
    ...functions(settings),
    ...alarms(settings),
  },
  outputs: { ...outputs(settings), ...topicOutputs(settings) },
})

const outputs = ({ bucket, bus }: DeploySettings): Readonly<Record<string, Output>> => ({
  ...(bucket === undefined && { TrailBucketName: { value: nameOf('NewBucket') } }),
  QueueUrl: { value: urlOf('Queue'), description: 'Where messages about log files go' },
  QueueArn: { value: arnOf('Queue') },
  DeadLettersUrl: { value: urlOf('DeadLetters'), description: 'Messages that could not be handled, with the reason' },
  TableName: { value: nameOf('Table'), description: 'For [store] in the configuration, to use `alerts` and `silence`' },
  IngestFunction: { value: nameOf('Ingest') },
  DeliverFunction: { value: nameOf('Deliver') },
  OperationsTopic: { value: arnOf('Operations') },
  ...(bus !== undefined && { EventBusArn: BUS }),
})
