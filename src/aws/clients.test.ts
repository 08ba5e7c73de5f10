import { getEventListeners } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createClients, isCall } from './clients.ts'

let answer: (attempt: number) => { status: number; body: string } | 'hang'
let attempts: string[] = []
const server = createServer((request, response) => {
  attempts.push(
    `${request.headers['x-amz-target'] ?? ''} ${/\/\d{8}\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1]}`,
  )
  const said = answer(attempts.length)
  if (said === 'hang') return
  response.writeHead(said.status, { 'content-type': 'application/x-amz-json-1.1' }).end(said.body)
})

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY')
  vi.stubEnv('AWS_REGION', 'eu-west-1')
})
afterEach(() => {
  attempts = []
})
afterAll(() => {
  vi.unstubAllEnvs()
  server.closeAllConnections()
  server.close()
})

const parameter = { status: 200, body: '{"Parameter":{"Value":"v"}}' }

test('the endpoint and the region are those of the environment; a call may name another region', async () => {
  answer = () => parameter
  const clients = createClients()
  const { Parameter } = await clients.call('ssm', 'GetParameter', { Name: '/a' })
  await clients.call('ssm', 'GetParameter', { Name: '/a' }, { region: 'us-east-1' })
  expect(Parameter?.Value).toBe('v')
  expect(attempts).toEqual(['AmazonSSM.GetParameter eu-west-1', 'AmazonSSM.GetParameter us-east-1'])
  clients.close()
})

test('what was throttled is tried again, what was refused is not', async () => {
  const clients = createClients()
  answer = (attempt) => (attempt < 3 ? { status: 400, body: '{"__type":"ThrottlingException"}' } : parameter)
  await clients.call('ssm', 'GetParameter', { Name: '/a' })
  expect(attempts).toHaveLength(3)
  attempts = []
  answer = () => ({ status: 400, body: '{"__type":"AccessDeniedException","message":"no"}' })
  await expect(clients.call('ssm', 'GetParameter', { Name: '/a' })).rejects.toMatchObject({
    name: 'AccessDeniedException',
  })
  expect(attempts).toHaveLength(1)
  clients.close()
})

test('a call can be given up', async () => {
  answer = () => 'hang'
  const clients = createClients()
  const call = clients.call('ssm', 'GetParameter', { Name: '/a' }, { signal: AbortSignal.timeout(50) })
  await expect(call).rejects.toMatchObject({ name: 'AbortError' })
  clients.close()
})

test('many calls leave nothing behind on the signal that could end them', async () => {
  answer = () => parameter
  const clients = createClients()
  const { signal } = new AbortController()
  for (let n = 0; n < 15; n++) await clients.call('ssm', 'GetParameter', { Name: '/a' }, { signal })
  expect(getEventListeners(signal, 'abort')).toEqual([])
  await expect(
    clients.call('ssm', 'GetParameter', { Name: '/a' }, { signal: AbortSignal.abort() }),
  ).rejects.toMatchObject({ name: 'AbortError' })
  clients.close()
})

test('only the calls that are made exist', async () => {
  expect(await isCall('sns', 'Publish')).toBe(true)
  for (const [service, command] of [
    ['sns', 'DeleteTopic'],
    ['sns', 'Client'],
    ['sns', '__proto__'],
    ['constructor', 'Publish'],
  ] as const)
    expect(await isCall(service, command)).toBe(false)
})
