/** How long a function of the deployment takes to load, beside the bare clients that it cannot do without. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

/** S3, DynamoDB and SQS with the calls that the functions make, and nothing else. */
const BARE = `
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { BatchGetItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand, TransactWriteItemsCommand,
  UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
export const handler = async () => [GetObjectCommand, S3Client, BatchGetItemCommand, DynamoDBClient, GetItemCommand,
  PutItemCommand, QueryCommand, TransactWriteItemsCommand, UpdateItemCommand, SendMessageCommand, SQSClient]`

/** The bare clients, bundled as the functions are. */
export const bundleBare = async (root: string, outfile: string): Promise<string> => {
  await build({
    stdin: { contents: BARE, resolveDir: root },
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
  })
  return outfile
}

/** Bytes of all the code of both functions, which lies in one folder. */
export const codeSize = (folder: string): number =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.mjs'))
    .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
