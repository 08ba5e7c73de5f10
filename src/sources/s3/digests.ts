/** Digest files in a bucket: which there are, and one with the signature that S3 keeps beside it. */
import type { Clients } from '../../aws/clients.ts'
import type { S3Location } from './listing.ts'
import { problemOf } from './object.ts'

/** Keys of the digest files below a place. @throws Error with the reason */
export const listDigests = async ({ bucket, prefix }: S3Location, clients: Clients): Promise<readonly string[]> => {
  const keys: string[] = []
  let ContinuationToken: string | undefined
  try {
    do {
      const page = await clients.call('s3', 'ListObjectsV2', {
        Bucket: bucket,
        Prefix: prefix,
        ContinuationToken,
      })
      for (const { Key = '' } of page.Contents ?? []) if (Key.includes('/CloudTrail-Digest/')) keys.push(Key)
      ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined
    } while (ContinuationToken !== undefined)
  } catch (error) {
    throw new Error(problemOf('list', bucket, prefix, error), { cause: error })
  }
  return keys
}

/**
 * "The signature for the current digest file is stored in the metadata properties of the digest file object"
 * (CloudTrail user guide, "CloudTrail digest file structure"): `x-amz-meta-signature`.
 * @throws Error with the reason
 */
export const readDigestObject = async (
  bucket: string,
  key: string,
  clients: Clients,
): Promise<{ readonly bytes: Buffer; readonly signature: string | undefined }> => {
  try {
    const { Body, Metadata } = await clients.call('s3', 'GetObject', { Bucket: bucket, Key: key })
    const bytes = Buffer.from((await Body?.transformToByteArray()) ?? [])
    return { bytes, signature: Metadata?.signature }
  } catch (error) {
    throw new Error(problemOf('read', bucket, key, error), { cause: error })
  }
}
