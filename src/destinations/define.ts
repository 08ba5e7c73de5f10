/** What every destination file begins with: `defineDestination`, and the shapes of settings that hold a secret. */
import { z } from 'zod'
import type { Destination, Message, Outside, SendResult } from '../core/destination.ts'
import type { Json, JsonObject } from '../core/json.ts'
import type { Permission } from '../core/permission.ts'
import { reasonOf } from '../core/reason.ts'
import { isOfProcess, REFERENCES, secretRef } from '../notation/secret.ts'
import type { Shown } from './layout.ts'

export interface DestinationType<Config extends z.ZodObject> {
  readonly type: string
  readonly title: string
  /** Validates the settings. */
  readonly config: Config
  /** Is notified of the end of an alert too: it can close or update what it opened (Alertmanager's `send_resolved`). */
  readonly sendsResolved?: boolean
  /** Sends the record itself: findings must then carry it. */
  readonly needsRecord?: (settings: z.output<Config>) => boolean
  /** What sending needs of AWS; absent: nothing. */
  readonly permissions?: (settings: z.output<Config>) => readonly Permission[]
  /** The exact payload, without secrets. Pure. */
  readonly render: (settings: z.output<Config>, message: Message) => Json
  /** Sends what `render` made. Never throws for what the destination answered. */
  readonly send: (settings: z.output<Config>, payload: Json, message: Message, outside: Outside) => Promise<SendResult>
}

/** One of the registry, whatever its settings are. */
export interface DestinationPlugin
  extends Pick<DestinationType<z.ZodObject>, 'type' | 'title' | 'config' | 'sendsResolved'> {
  /** Settings as they are written -> a destination. */
  readonly read: (written: unknown) => z.ZodSafeParseResult<Destination>
}

/** The types of `render` and `send` are inferred from `config`; `read` takes settings as they are written. */
export const defineDestination = <Config extends z.ZodObject>(destination: DestinationType<Config>) => {
  const { config, needsRecord, permissions, render, send } = destination
  const configured = (settings: z.output<Config>): Destination => ({
    settings: settings as JsonObject,
    needsRecord: needsRecord?.(settings) ?? false,
    permissions: permissions?.(settings) ?? [],
    render: (message) => render(settings, message),
    send: async (message, outside) => {
      try {
        return await send(settings, render(settings, message), message, outside)
      } catch (error) {
        return { ok: false, retry: true, reason: reasonOf(error) }
      }
    },
  })
  return { ...destination, read: (written: unknown) => config.transform(configured).safeParse(written) }
}

/** A reference to what is the process's own gives it to whoever may write the configuration. */
const notOfProcess = (text: string): boolean => {
  const ref = secretRef(text)
  return ref?.kept !== 'env' || !isOfProcess(ref.name)
}
const OF_PROCESS = {
  error: 'no configuration gets this variable: it is of the process itself, or of a tool that signs in',
}

/** A token, a key or a password: a reference to where it is kept, or (better not) the thing itself. */
export const secretText = z
  .string()
  .min(1)
  .refine(notOfProcess, OF_PROCESS)
  .meta({ secret: true, description: `a reference to a secret: ${REFERENCES}` })

/** An address that is a secret in itself, as those of most webhooks are. */
export const secretUrl = z
  .string()
  .refine((text) => secretRef(text) !== undefined || isSafeUrl(text), {
    error: `expected an https:// address or a reference to one (${REFERENCES})`,
  })
  .refine(notOfProcess, OF_PROCESS)
  .meta({ secret: true, description: `an https:// address, or a reference to a secret: ${REFERENCES}` })

/** What is no secret, and yet known only where it runs: itself, or a variable of the environment that holds it. */
export const textOrVariable = (pattern: RegExp, expected: string) =>
  z
    .string()
    .refine((text) => pattern.test(text) || secretRef(text)?.kept === 'env', { error: `${expected}, or env:NAME` })
    .refine(notOfProcess, OF_PROCESS)

/** What a message shows besides what every message shows. */
export const show = z
  .array(z.enum(['event']))
  .optional()
  .meta({ description: 'event: the JSON of the latest event too, cut to what there is room for' })

/** Whether findings must carry their record for that. */
export const showsEvent = ({ show = [] }: { readonly show?: readonly Shown[] | undefined }): boolean =>
  show.includes('event')

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Alerts leave in the clear for nowhere but the machine itself. */
export const isSafeUrl = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname))
}

/** No user and no password: the address is shown wherever the destination is. */
const isOpen = (text: string): boolean => {
  const { username = '', password = '' } = URL.canParse(text) ? new URL(text) : {}
  return username === '' && password === ''
}

/** An address that is no secret. */
export const httpsUrl = z
  .string()
  .refine(isSafeUrl, { error: 'expected an https:// address' })
  .refine(isOpen, { error: 'an address is no place for a user or a password' })
