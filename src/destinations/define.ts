/** What every destination file begins with: `defineDestination`, and the shapes of settings that hold a secret. */
import { z } from 'zod'
import type { DestinationType } from '../core/destination.ts'

/** A destination whose settings are what its schema makes of the configuration. */
export interface Destination<Config extends z.ZodObject = z.ZodObject> extends DestinationType<z.output<Config>> {
  readonly config: Config
}

/** An identity function: the types of `render` and `send` are inferred from `config`. */
export const defineDestination = <Config extends z.ZodObject>(destination: Destination<Config>) => destination

const REFERENCES = 'ssm:/path, secretsmanager:name#key, env:NAME or file:path'
const REFERENCE = /^(?:ssm:\/.|secretsmanager:[^#]|file:.|env:[A-Za-z_]\w*$)/

/** A token, a key or a password: a reference to where it is kept, or (better not) the thing itself. */
export const secretText = z
  .string()
  .min(1)
  .meta({ secret: true, description: `a reference to a secret: ${REFERENCES}` })

/** An address that is a secret in itself, as those of most webhooks are. */
export const secretUrl = z
  .string()
  .refine((text) => REFERENCE.test(text) || isSafeUrl(text), {
    error: `expected an https:// address or a reference to one (${REFERENCES})`,
  })
  .meta({ secret: true, description: `an https:// address, or a reference to a secret: ${REFERENCES}` })

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
