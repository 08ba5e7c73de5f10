/** Reads one object with logs, from whichever account or Region it lies in. */
import type { Clients } from '../aws/clients.ts'
import { reasonOf } from '../aws/retry.ts'
import type { S3Object } from './doors.ts'

/** As much as the reader of logs takes, packed or not. */
const MAX_OBJECT = 256 * 1024 * 1024

export const nameOf = ({ bucket, key }: S3Object): string => `s3://${bucket}/${key}`

/** @throws Error with the reason and what to look at. */
export const readObject = async (object: S3Object, clients: Clients, signal?: AbortSignal): Promise<Buffer> => {
  const { bucket, key, region } = object
  try {
    const found = await clients.call('s3', 'GetObject', { Bucket: bucket, Key: key }, { region, signal })
    if ((found.ContentLength ?? 0) > MAX_OBJECT) throw new Error(`larger than ${MAX_OBJECT} bytes`)
    return Buffer.from((await found.Body?.transformToByteArray()) ?? [])
  } catch (error) {
    throw new Error(`${nameOf(object)}: ${reasonOf(error)}`, { cause: error })
  }
}
