/** References to secrets -> their values, kept in memory for a while. Errors name the reference, never the value. */
import type { Clients } from '../aws/clients.ts'
import { isObject, own } from '../core/json.ts'
import { MINUTE } from '../notation/duration.ts'
import { isOfProcess, REFERENCES, type SecretRef, secretRef } from '../notation/secret.ts'
import type { Allowed } from './allowed.ts'
import { readNamed } from './files.ts'

/** A secret that was rotated is used this soon. */
const KEPT_FOR = 5 * MINUTE

export interface SecretSources {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly allowed: Allowed
  readonly call: Clients['call']
  readonly signal?: AbortSignal | undefined
  readonly now: () => number
}

export interface Secrets {
  /** @throws Error when the secret cannot be had */
  readonly read: (reference: string) => Promise<string>
  /**
   * Reads anew what was read before: what is under way together is read once.
   * @param since milliseconds since the epoch
   * @returns whether any secret was found to be another since then, so that what was signed before may have had the old one
   */
  readonly renew: (since: number) => Promise<boolean>
}

/** Anything that is no reference is the secret itself. */
export const createSecrets = (sources: SecretSources): Secrets => {
  const kept = new Map<string, { readonly read: number; readonly value: Promise<string> }>()
  const reading = new Map<string, Promise<unknown>>()
  let changed = Number.NEGATIVE_INFINITY
  const readAnew = (reference: string, ref: SecretRef): Promise<string> => {
    const before = kept.get(reference)?.value
    const value = resolve(ref, sources).then(
      (whole) => {
        // Editors, and `--value file://token`, end a text with a line break, which is not part of the secret.
        const text = whole.replace(/\r?\n$/, '')
        if (text === '') throw new Error(`${reference}: it is empty`)
        return text
      },
      (error: unknown) => {
        throw named(reference, error)
      },
    )
    kept.set(reference, { read: sources.now(), value })
    const compared = Promise.all([before, value]).then(
      ([old, text]) => {
        if (old !== undefined && old !== text) changed = sources.now()
      },
      // A failure is not worth remembering.
      () => kept.delete(reference),
    )
    reading.set(
      reference,
      compared.finally(() => reading.delete(reference)),
    )
    return value
  }
  const read = (reference: string): Promise<string> => {
    const ref = secretRef(reference)
    if (!ref) return literal(reference)
    const known = kept.get(reference)
    return known && sources.now() < known.read + KEPT_FOR ? known.value : readAnew(reference, ref)
  }
  return {
    read,
    renew: async (since) => {
      for (const reference of [...kept.keys()]) {
        const ref = secretRef(reference)
        if (ref && !reading.has(reference)) readAnew(reference, ref).catch(() => {})
      }
      await Promise.all(reading.values())
      return changed >= since
    },
  }
}

/** What looks like a reference and is none would be sent to a stranger as if it were the secret. */
const literal = async (text: string): Promise<string> => {
  const [, kept] = /^(ssm|env|secretsmanager|file):/.exec(text) ?? []
  if (kept) throw new Error(`"${text}" is not a reference: write ${REFERENCES}`)
  return text
}

/** As much as Secrets Manager keeps (its User Guide, "Quotas": 65,536 bytes). */
const MAX_FILE = 64 * 1024

const resolve = async (ref: SecretRef, { environment, allowed, call, signal }: SecretSources): Promise<string> => {
  switch (ref.kept) {
    case 'env': {
      if (isOfProcess(ref.name)) throw new Error('no configuration gets a variable of the process itself')
      if (allowed.variables && !allowed.variables.has(ref.name))
        throw new Error('TATTLETRAIL_SECRETS does not name this variable')
      const value = environment[ref.name]
      if (value === undefined) throw new Error('the environment has no such variable')
      return value
    }
    case 'file':
      if (allowed.folder === undefined) throw new Error('a function keeps no secret in a file: put it into ssm:/path')
      return readNamed(ref.path, MAX_FILE).toString('utf8')
    case 'ssm': {
      const { Parameter } = await call('ssm', 'GetParameter', { Name: ref.path, WithDecryption: true }, { signal })
      return Parameter?.Value ?? ''
    }
    case 'secretsmanager': {
      const region = /^arn:[^:]*:secretsmanager:([^:]+):/.exec(ref.name)?.[1]
      const { SecretString } = await call(
        'secretsmanager',
        'GetSecretValue',
        { SecretId: ref.name },
        { region, signal },
      )
      return ref.key === undefined ? (SecretString ?? '') : keyOf(SecretString ?? '', ref.key)
    }
  }
}

const keyOf = (text: string, key: string): string => {
  let secret: unknown
  try {
    secret = JSON.parse(text)
  } catch {
    // The parser's message quotes the text.
    throw new Error('the secret is not JSON, so it has no keys')
  }
  const value = isObject(secret) ? own(secret, key) : undefined
  if (typeof value !== 'string') throw new Error(`the secret has no text under the key "${key}"`)
  return value
}

/** The same error, so that what is worth a retry stays so, with the reference in front. */
const named = (reference: string, error: unknown): Error => {
  if (!(error instanceof Error)) return new Error(`${reference}: ${String(error)}`)
  error.message = `${reference}: ${error.message}`
  return error
}
