/** A proxy in front of moto: AWS on a bad day. Calls are throttled, meet others, or are done and their answers lost, more of them in bursts. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface WeakAws {
  readonly endpoint: string
  readonly counts: { calls: number; throttled: number; conflicts: number; lost: number }
  readonly close: () => void
}

/** Of every ten seconds two are bad. */
const isBadNow = (): boolean => Date.now() % 10_000 < 2_000

/** @param random from 0 to 1 */
export const startWeakAws = async (target: string, random: () => number): Promise<WeakAws> => {
  const counts = { calls: 0, throttled: 0, conflicts: 0, lost: 0 }
  const handle = (asked: IncomingMessage, body: Buffer, answer: ServerResponse): void => {
    counts.calls++
    const operation = String(asked.headers['x-amz-target'] ?? '')
    const weight = isBadNow() ? 0.5 : 0.02
    const luck = random()
    if (luck < weight / 2) {
      counts.throttled++
      const [status, type, text] = throttled(operation)
      answer.writeHead(status, { 'content-type': type }).end(text)
    } else if (operation.endsWith('.TransactWriteItems') && luck < (weight * 3) / 4) {
      counts.conflicts++
      answer.writeHead(400, JSON_TYPE).end(conflict(body))
    } else forward(asked, body, answer, luck < weight)
  }
  const forward = (asked: IncomingMessage, body: Buffer, answer: ServerResponse, isLost: boolean): void => {
    const onward = request(
      new URL(asked.url ?? '', target),
      { method: asked.method, headers: asked.headers },
      (got) => {
        if (isLost) {
          counts.lost++
          got.resume().on('end', () => answer.destroy())
          return
        }
        answer.writeHead(got.statusCode ?? 500, got.headers)
        got.pipe(answer)
      },
    )
    onward.on('error', () => answer.destroy())
    onward.end(body)
  }
  const server = createServer((asked, answer) => {
    const pieces: Buffer[] = []
    asked.on('data', (piece: Buffer) => pieces.push(piece))
    asked.on('end', () => handle(asked, Buffer.concat(pieces), answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

const JSON_TYPE = { 'content-type': 'application/x-amz-json-1.0' }

/** How the service of a call says that it is too much: DynamoDB, other JSON services, S3. */
const throttled = (operation: string): readonly [number, string, string] => {
  const type = 'application/x-amz-json-1.0'
  if (operation.startsWith('DynamoDB'))
    return [
      400,
      type,
      '{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"too much"}',
    ]
  if (operation !== '') return [400, type, '{"__type":"ThrottlingException","message":"too much"}']
  return [503, 'application/xml', '<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>']
}

/** A transaction that met another on its first item. */
const conflict = (body: Buffer): string => {
  const { TransactItems = [] } = JSON.parse(body.toString()) as { readonly TransactItems?: readonly unknown[] }
  const CancellationReasons = TransactItems.map((_, index) => ({ Code: index === 0 ? 'TransactionConflict' : 'None' }))
  return JSON.stringify({
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    message: 'Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict]',
    CancellationReasons,
  })
}
