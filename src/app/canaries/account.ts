/** An account in AWS as the flows of canaries see it: any call of the SDK that is made here at all, and stacks. */
import { type Clients, type Command, isCall, type Service } from '../../aws/clients.ts'
import type { Canary } from '../../canaries/canary.ts'
import { isObject, type Json, type JsonObject } from '../../core/json.ts'
import { AccountError, type DecoyAccount } from '../../flows/canary/account.ts'
import { accountError } from './refusal-of.ts'
import { stacksIn } from './stacks.ts'

/** @param wait in milliseconds */
export const accountIn = (
  clients: Clients,
  region: string,
  wait: (milliseconds: number) => Promise<void>,
): DecoyAccount => ({
  ...stacksIn(clients, region, wait),
  call: async ({ service, command, input, region: own = region }) => {
    if (!(await isCall(service, command)))
      throw new AccountError('other', `${service} ${command} is no call that is made here`)
    const named = service as Service
    return clients
      .call(named, command as Command<Service>, input as never, { region: own })
      .then(plain, (error: unknown) => {
        throw accountError(command, error)
      })
  },
})

/** As JSON, with times in ISO 8601; without what the SDK says of the call itself. */
const plain = (answer: unknown): JsonObject => {
  const { $metadata: _, ...rest } = isObject(answer) ? (answer as Record<string, Json>) : {}
  return JSON.parse(JSON.stringify(rest)) as JsonObject
}

/** Who calls, and where. */
export interface Caller {
  readonly where: Omit<Canary['deployed'], 'ids'>
  /** ARNs by which records may name them: a session says nothing of the path of its role. */
  readonly arns: readonly string[]
}

/** @throws AccountError */
export const callerIn = async (clients: Clients, region: string): Promise<Caller> => {
  const { Account = '', Arn = '' } = await clients
    .call('sts', 'GetCallerIdentity', {}, { region })
    .catch((error: unknown) => {
      throw accountError('GetCallerIdentity', error)
    })
  const [, partition = 'aws'] = Arn.split(':')
  const [, role] = /:assumed-role\/([^/]+)\//.exec(Arn) ?? []
  const roleArn = (path: string): string => `arn:${partition}:iam::${Account}:role/${path}`
  return {
    where: { partition, region, account: Account },
    arns: role === undefined ? [Arn] : [roleArn(role), roleArn(`*/${role}`)],
  }
}
