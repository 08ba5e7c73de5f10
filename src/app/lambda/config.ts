/** What a function is made of: the configuration beside its code, or an object in S3 that is looked at again every minute. */
import type { Clients } from '../../aws/clients.ts'
import { isRetryable } from '../../aws/retry.ts'
import { reasonOf } from '../../core/reason.ts'
import { MINUTE } from '../../notation/duration.ts'
import { bundledConfig } from '../../outside/find-config.ts'
import { readConfigFile } from '../config/open-config.ts'
import type { RuleSource } from '../config/refusal.ts'

export interface FoundConfig {
  /** Absent: there is none, and there is nothing wrong with that. */
  readonly config: RuleSource | undefined
  /** Given back the next time, to be told nothing when nothing changed. */
  readonly version: string
}

/** @returns undefined when it is the version that is known already. @throws Error with the reason */
export type ReadConfig = (known: string | undefined) => Promise<FoundConfig | undefined>

/** `S3_CONFIG_BUCKET` and `S3_CONFIG_PATH` come before what lies beside the code. */
export const readerOf = (
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
  clients: Clients,
): ReadConfig => {
  const { S3_CONFIG_BUCKET: bucket, S3_CONFIG_PATH: key } = environment
  if (bucket && key) return readFromS3(bucket, key, clients)
  if (bucket || key) throw new Error('S3_CONFIG_BUCKET and S3_CONFIG_PATH go together: one of them is missing')
  return async (known) => {
    if (known !== undefined) return undefined
    const file = bundledConfig(folder)
    return { config: file === undefined ? undefined : readConfigFile(file), version: 'bundle' }
  }
}

/** It was deleted, or may not be read: that does not pass by itself. */
export class LostConfigError extends Error {
  override readonly name = 'LostConfigError'
}

const MAX_CONFIG = 4 * 1024 * 1024

/** "If-None-Match": 304 when the object has that ETag still (S3 API Reference, "GetObject"). */
const readFromS3 =
  (Bucket: string, Key: string, clients: Clients): ReadConfig =>
  async (known) => {
    const file = `s3://${Bucket}/${Key}`
    try {
      const condition = known === undefined ? {} : { IfNoneMatch: known }
      const found = await clients.call('s3', 'GetObject', { Bucket, Key, ...condition })
      if ((found.ContentLength ?? 0) > MAX_CONFIG) throw new Error(`larger than ${MAX_CONFIG} bytes`)
      const text = (await found.Body?.transformToString('utf8')) ?? ''
      return { config: { file, text }, version: found.ETag ?? '' }
    } catch (error) {
      if (isUnchanged(error)) return undefined
      const Kind = isRetryable(error) ? Error : LostConfigError
      throw new Kind(`configuration ${file}: ${reasonOf(error)}`, { cause: error })
    }
  }

const isUnchanged = (error: unknown): boolean =>
  error instanceof Error &&
  '$metadata' in error &&
  (error.$metadata as { readonly httpStatusCode?: unknown }).httpStatusCode === 304

export interface Current<Made> {
  readonly made: Made
  /** A newer one is there and cannot be used, or it was deleted or may not be read. */
  readonly isOld: boolean
}

const LOOK_EVERY = MINUTE

/**
 * Keeps what was made of the latest good configuration between invocations. A new one that is refused, and one that is deleted or
 * cannot be read, changes nothing and is told once; @throws Error when there is no good one yet.
 */
export const keepUpToDate = <Made>({
  read,
  make,
  onRefused,
  now,
}: {
  readonly read: ReadConfig
  readonly make: (config: RuleSource | undefined) => Promise<Made>
  readonly onRefused: (error: unknown) => void
  readonly now: () => number
}): (() => Promise<Current<Made>>) => {
  let kept: { readonly made: Made } | undefined
  let version: string | undefined
  let isRefused = false
  let isLost = false
  /** Why it could not be used at the latest look: said once, not every minute. */
  let problem: string | undefined
  let looked = 0
  const look = async (): Promise<void> => {
    const found = await read(version).catch((error: unknown) => {
      isLost = error instanceof LostConfigError
      throw error
    })
    isLost = false
    if (!found) return
    // A version that is refused is told of once, unless there is none before it: then each invocation fails.
    if (kept) version = found.version
    isRefused = true
    kept = { made: await make(found.config) }
    isRefused = false
    version = found.version
  }
  return async () => {
    if (!kept || now() - looked >= LOOK_EVERY)
      try {
        await look()
        looked = now()
        problem = undefined
      } catch (error) {
        if (!kept) throw error
        looked = now()
        const reason = reasonOf(error)
        if (reason !== problem) onRefused(error)
        problem = reason
      }
    return { made: (kept as { readonly made: Made }).made, isOld: isRefused || isLost }
  }
}
