/** Public keys of digests: from files, or asked of CloudTrail. */
import type { KeyObject } from 'node:crypto'
import type { Clients } from '../../aws/clients.ts'
import {
  type Digest,
  type DigestKeys,
  type DigestName,
  fingerprintsOf,
  publicKey,
  readDigestKeys,
} from '../../cloudtrail/digest.ts'
import { reasonOf } from '../../core/reason.ts'
import { UsageError } from '../../core/usage-error.ts'
import { HOUR } from '../../notation/duration.ts'
import { readWhole } from '../../sources/files.ts'

/** Keys that a person has. @throws UsageError */
export const keysFromFiles = (paths: readonly string[]) => {
  const keys: DigestKeys = new Map(paths.flatMap((path) => [...readDigestKeys(readText(path), path)]))
  return async ({ fingerprint }: Digest): Promise<KeyObject | undefined> => keys.get(fingerprint)
}

const readText = (path: string): string => {
  try {
    return readWhole(path).toString('utf8')
  } catch (error) {
    throw new UsageError(`--keys ${path}: ${reasonOf(error)}`)
  }
}

/**
 * "CloudTrail uses different private and public key pairs per Region. ... you must look in the same Region for its
 * corresponding public key" (CloudTrail API reference, "ListPublicKeys"). A key signs for some time: most digests find theirs
 * among those asked for before.
 */
export const keysFromCloudTrail = (clients: Clients, now: number) => {
  const keys = new Map<string, KeyObject>()
  const asked = new Map<string, Promise<void>>()
  const ask = async ({ start, end }: Digest, { region, backfill }: DigestName): Promise<void> => {
    // Late logs are signed when they come.
    const until = backfill ? now : Date.parse(end) + HOUR
    let NextToken: string | undefined
    do {
      const page = await clients.call(
        'cloudtrail',
        'ListPublicKeys',
        { StartTime: new Date(Date.parse(start) - HOUR), EndTime: new Date(until), NextToken },
        { region },
      )
      for (const { Value } of page.PublicKeyList ?? []) {
        if (!Value) continue
        const made = publicKey(Value)
        for (const fingerprint of fingerprintsOf(made)) keys.set(`${region} ${fingerprint}`, made)
      }
      NextToken = page.NextToken
    } while (NextToken !== undefined)
  }
  return async (digest: Digest, says: DigestName): Promise<KeyObject | undefined> => {
    const id = `${says.region} ${digest.fingerprint}`
    if (!keys.has(id)) {
      // A forged digest that names a true key for a wrong time must not keep the others from finding it.
      const month = `${id} ${digest.start.slice(0, 7)}`
      const answer = asked.get(month) ?? ask(digest, says)
      asked.set(month, answer)
      await answer
    }
    return keys.get(id)
  }
}
