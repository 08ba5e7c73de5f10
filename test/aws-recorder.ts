/** A proxy in front of moto that writes down each call to AWS as IAM sees it, and may refuse it. */
import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One permission that a call needs. */
export interface Needed {
  /** `dynamodb:PutItem` */
  readonly action: string
  readonly resource: string
}

export interface Recorder {
  readonly endpoint: string
  /** Since the start, or since `calls.length = 0`. */
  readonly calls: Needed[]
  /** Answers in the place of AWS when it returns something. */
  refuse: (needed: readonly Needed[]) => { readonly status: number; readonly body: string } | undefined
  readonly stop: () => void
}

const ACCOUNT = '123456789012'

export const startRecorder = async (target: string): Promise<Recorder> => {
  const calls: Needed[] = []
  const server = createServer((asked, answer) => {
    const pieces: Buffer[] = []
    asked.on('data', (piece: Buffer) => pieces.push(piece))
    asked.on('end', () => {
      const body = Buffer.concat(pieces)
      const needed = permissionsOf(asked.method ?? '', asked.url ?? '', asked.headers, body.toString('utf8'))
      calls.push(...needed)
      const refused = recorder.refuse(needed)
      if (refused) {
        answer.writeHead(refused.status, { 'content-type': 'application/x-amz-json-1.0' }).end(refused.body)
        return
      }
      const onward = request(
        new URL(asked.url ?? '', target),
        { method: asked.method, headers: asked.headers },
        (got) => {
          answer.writeHead(got.statusCode ?? 500, got.headers)
          got.pipe(answer)
        },
      )
      onward.on('error', () => answer.destroy())
      onward.end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const recorder: Recorder = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    refuse: () => undefined,
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  return recorder
}

/** @throws Error for a call that it does not know: then it must learn it. */
const permissionsOf = (method: string, url: string, headers: IncomingHttpHeaders, body: string): readonly Needed[] => {
  const [, region = '', service = ''] =
    /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? '') ?? []
  const [, operation = ''] = /\.(\w+)$/.exec(String(headers['x-amz-target'] ?? '')) ?? []
  const arn = (of: string, name: string): string => `arn:aws:${of}:${region}:${ACCOUNT}:${name}`
  switch (service) {
    case 'dynamodb':
      return dynamodbNeeds(operation, JSON.parse(body), (name) => arn('dynamodb', `table/${name}`))
    case 's3':
      if (method !== 'GET') throw new Error(`s3: ${method} ${url}`)
      return [
        { action: 's3:GetObject', resource: `arn:aws:s3:::${decodeURIComponent(url.split('?')[0] ?? '').slice(1)}` },
      ]
    case 'sqs': {
      const name = String(JSON.parse(body).QueueUrl).split('/').at(-1)
      return [{ action: `sqs:${operation}`, resource: arn('sqs', name ?? '') }]
    }
    case 'sns': {
      const form = new URLSearchParams(body)
      return [{ action: `sns:${form.get('Action')}`, resource: form.get('TopicArn') ?? '' }]
    }
    case 'ssm':
      return [{ action: `ssm:${operation}`, resource: arn('ssm', `parameter${JSON.parse(body).Name}`) }]
    default:
      throw new Error(`not known: ${service} ${method} ${url}`)
  }
}

interface DynamoInput {
  readonly TableName?: string
  readonly IndexName?: string
  readonly RequestItems?: Readonly<Record<string, unknown>>
  readonly TransactItems?: readonly Readonly<Record<string, { readonly TableName: string }>>[]
}

/** DynamoDB Developer Guide, "Using IAM with DynamoDB transactions": a transaction needs what its actions need. */
const TRANSACTED: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
}

const dynamodbNeeds = (operation: string, input: DynamoInput, arn: (table: string) => string): readonly Needed[] => {
  if (input.TransactItems)
    return input.TransactItems.flatMap((item) =>
      Object.entries(item).map(([kind, { TableName }]) => ({
        action: `dynamodb:${TRANSACTED[kind] ?? kind}`,
        resource: arn(TableName),
      })),
    )
  const tables = input.RequestItems ? Object.keys(input.RequestItems) : [input.TableName ?? '']
  const index = input.IndexName === undefined ? '' : `/index/${input.IndexName}`
  return tables.map((table) => ({ action: `dynamodb:${operation}`, resource: arn(table) + index }))
}
