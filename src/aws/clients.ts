/** The creator of SDK clients: one per service and region, made and loaded when first asked for. */

// Which Node is supported says package.json; the SDK says it again on standard error, in six lines, at every first use.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

/** Each names its client and the calls that are made: the bundler leaves the rest of an SDK package out. */
const SERVICES = {
  athena: () => import('./services/athena.ts'),
  cloudformation: () => import('./services/cloudformation.ts'),
  cloudtrail: () => import('./services/cloudtrail.ts'),
  dynamodb: () => import('./services/dynamodb.ts'),
  ec2: () => import('./services/ec2.ts'),
  eventbridge: () => import('./services/eventbridge.ts'),
  iam: () => import('./services/iam.ts'),
  lambda: () => import('./services/lambda.ts'),
  organizations: () => import('./services/organizations.ts'),
  rds: () => import('./services/rds.ts'),
  s3: () => import('./services/s3.ts'),
  secretsmanager: () => import('./services/secretsmanager.ts'),
  ses: () => import('./services/ses.ts'),
  sns: () => import('./services/sns.ts'),
  sqs: () => import('./services/sqs.ts'),
  ssm: () => import('./services/ssm.ts'),
  sts: () => import('./services/sts.ts'),
} as const

export type Service = keyof typeof SERVICES
type Module<S extends Service> = Awaited<ReturnType<(typeof SERVICES)[S]>>
/** The calls of a service, under the names of its API reference. */
export type Command<S extends Service> = Exclude<keyof Module<S>, 'Client'>
/** Where every field is optional, so is the input. */
type Constructor<S extends Service, C extends Command<S>> = Module<S>[C] extends new (
  ...input: infer Input
) => infer Instance
  ? { readonly input: NonNullable<Input[0]>; readonly instance: Instance }
  : never
export type CommandInput<S extends Service, C extends Command<S>> = Constructor<S, C>['input']
export type CommandOutput<S extends Service, C extends Command<S>> = Constructor<S, C>['instance'] extends {
  resolveMiddleware: (...args: never[]) => (...args: never[]) => Promise<{ output: infer Out }>
}
  ? Out
  : never

export interface CallOptions {
  /** Absent: the region of the environment. */
  readonly region?: string | undefined
  readonly signal?: AbortSignal | undefined
}

export interface Clients {
  /** @throws the SDK's error */
  readonly call: <S extends Service, C extends Command<S>>(
    service: S,
    command: C,
    input: CommandInput<S, C>,
    options?: CallOptions,
  ) => Promise<CommandOutput<S, C>>
  /** Closes every connection. */
  readonly close: () => void
}

interface AnyClient {
  send(command: unknown, options: { readonly abortSignal?: AbortSignal }): Promise<unknown>
  destroy(): void
}
interface AnyModule {
  readonly Client: new (configuration: object) => AnyClient
  readonly [command: string]: unknown
}

const CONNECT_LIMIT = 3_000
/** An attempt that has not answered by then is given up; SQS holds a long poll for up to 20 s (SQS API reference, "ReceiveMessage"). */
const ANSWER_LIMIT: Readonly<Partial<Record<Service, number>>> = { sqs: 25_000, s3: 30_000 }
const DEFAULT_ANSWER_LIMIT = 8_000

/**
 * Credentials, region and endpoints (`AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_SNS`) come from the environment, as the SDK reads
 * it. "Standard" retries twice with jitter what was throttled or lost (AWS SDKs and Tools Reference Guide, "Retry behavior").
 */
const configuration = (service: Service, region: string | undefined): object => ({
  region,
  // Nothing but S3's answer says where a bucket is (SDK developer guide, "Amazon S3 region redirects").
  followRegionRedirects: service === 's3',
  retryMode: 'standard',
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: CONNECT_LIMIT,
    requestTimeout: ANSWER_LIMIT[service] ?? DEFAULT_ANSWER_LIMIT,
    // Without it the SDK only warns.
    throwOnRequestTimeout: true,
  },
})

export const createClients = (): Clients => {
  const clients = new Map<string, AnyClient>()
  const clientOf = (service: Service, { Client }: AnyModule, region: string | undefined): AnyClient => {
    const key = `${service} ${region ?? ''}`
    const known = clients.get(key)
    if (known) return known
    const made = new Client(configuration(service, region))
    clients.set(key, made)
    return made
  }
  return {
    call: async (service, command, input, { region, signal } = {}) => {
      const module = (await SERVICES[service]()) as unknown as AnyModule
      const Make = module[command as string] as new (input: unknown) => unknown
      const client = clientOf(service, module, region)
      if (!signal) return (await client.send(new Make(input), {})) as never
      // The SDK leaves listeners on the signal that it is given.
      const call = new AbortController()
      const abort = (): void => call.abort(signal.reason)
      if (signal.aborted) abort()
      signal.addEventListener('abort', abort, { once: true })
      try {
        return (await client.send(new Make(input), { abortSignal: call.signal })) as never
      } finally {
        signal.removeEventListener('abort', abort)
      }
    },
    close: () => {
      for (const client of clients.values()) client.destroy()
      clients.clear()
    },
  }
}

/** Whether `service` and `command` are among the calls that are made. */
export const isCall = async (service: string, command: string): Promise<boolean> =>
  Object.hasOwn(SERVICES, service) &&
  command !== 'Client' &&
  Object.hasOwn(await SERVICES[service as Service](), command)
