/** The real outside world: the network, AWS, mail and files, as destinations reach them. */
import { type Clients, createClients, isCall } from '../aws/clients.ts'
import type { Outside } from '../core/destination.ts'
import type { JsonObject } from '../core/json.ts'
import type { Allowed } from './allowed.ts'
import { appendBelow } from './files.ts'
import { createSecrets, type Secrets } from './secrets.ts'
import { createWeb } from './web.ts'

const AWS_LIMIT = 12_000

export interface OpenOutside extends Outside {
  readonly renewSecrets: Secrets['renew']
  /** Closes connections that are kept open. */
  readonly close: () => void
}

/** @param signal gives up everything that is under way */
export const createOutside = (
  allowed: Allowed,
  clients: Clients = createClients(),
  signal?: AbortSignal,
): OpenOutside => {
  const web = createWeb(signal)
  const now = (): number => Date.now()
  const secrets = createSecrets({ environment: process.env, allowed, call: clients.call, signal, now })
  return {
    http: web.request,
    secret: secrets.read,
    renewSecrets: secrets.renew,
    aws: async (service, command, input, region) => {
      if (!(await isCall(service, command))) throw new Error(`no call to AWS is named ${service} ${command}`)
      const late = AbortSignal.timeout(AWS_LIMIT)
      const limit = signal ? AbortSignal.any([signal, late]) : late
      const call = clients.call as (...call: unknown[]) => Promise<JsonObject>
      return call(service, command, input, { region, signal: limit })
    },
    mail: async (server, mail) => (await import('./mail.ts')).sendMail(server, mail, signal),
    append: async (path, text) => {
      if (path === '-') return print(text)
      if (allowed.folder === undefined) throw new Error('a function has no disk to keep a file on')
      return appendBelow(allowed.folder, path, text)
    },
    now,
    close: () => {
      web.close()
      clients.close()
    },
  }
}

const print = (text: string): Promise<void> =>
  new Promise((resolve, reject) => process.stdout.write(text, (error) => (error ? reject(error) : resolve())))
