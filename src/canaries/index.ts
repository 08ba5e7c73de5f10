/** The registry of canary kinds: one line each. */
import { agentConfig } from './agent-config.ts'
import { ami } from './ami.ts'
import type { CanaryKind } from './define.ts'
import { dynamodbItem } from './dynamodb-item.ts'
import { dynamodbTable } from './dynamodb-table.ts'
import { ebsSnapshot } from './ebs-snapshot.ts'
import { ec2KeyPair } from './ec2-key-pair.ts'
import { ecrImage } from './ecr-image.ts'
import { iamAccessKey } from './iam-access-key.ts'
import { iamRole } from './iam-role.ts'
import { keyFile } from './key-file.ts'
import { kmsKey } from './kms-key.ts'
import { lambdaFunction } from './lambda-function.ts'
import { rdsSnapshot } from './rds-snapshot.ts'
import { resource } from './resource.ts'
import { s3Bucket } from './s3-bucket.ts'
import { s3Object } from './s3-object.ts'
import { secret } from './secret.ts'
import { snsTopic } from './sns-topic.ts'
import { sqsQueue } from './sqs-queue.ts'
import { ssmParameter } from './ssm-parameter.ts'

export const canaryKinds: readonly CanaryKind[] = [
  iamAccessKey,
  iamRole,
  secret,
  ssmParameter,
  s3Bucket,
  s3Object,
  dynamodbTable,
  dynamodbItem,
  ecrImage,
  lambdaFunction,
  sqsQueue,
  snsTopic,
  kmsKey,
  ec2KeyPair,
  ebsSnapshot,
  ami,
  rdsSnapshot,
  resource,
  keyFile,
  agentConfig,
]
