/** Reads one object with logs, from whichever account or Region it lies in. */
import type { Clients } from '../../aws/clients.ts'
import { reasonOf } from '../../core/reason.ts'
import { MAX_INPUT } from '../../core/source.ts'
import type { S3Object } from '../notification.ts'

export const nameOf = ({ bucket, key }: Pick<S3Object, 'bucket' | 'key'>): string => `s3://${bucket}/${key}`

/** A connection that hangs is noticed by nothing else, once the answer has begun; milliseconds. */
const LONGEST = 300_000

/** @throws Error with the reason and what to look at. */
export const readObject = async (object: S3Object, clients: Clients, signal?: AbortSignal): Promise<Buffer> => {
  const { bucket, key, region } = object
  const input = { Bucket: bucket, Key: key }
  try {
    const { Body, ContentLength = 0 } = await clients.call('s3', 'GetObject', input, { region, signal })
    const end = (reason: string): void => {
      if (Body && 'destroy' in Body) Body.destroy(new Error(reason))
    }
    if (ContentLength > MAX_INPUT) {
      const reason = `larger than ${MAX_INPUT} bytes`
      end(reason)
      throw new Error(reason)
    }
    const onAbort = (): void => end('interrupted')
    const timer = setTimeout(end, LONGEST, `not read within ${LONGEST / 1000} seconds`)
    signal?.addEventListener('abort', onAbort, { once: true })
    try {
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array()
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
  } catch (error) {
    throw new Error(problemOf('read', bucket, key, error), { cause: error })
  }
}

/** The codes of S3 ("Error responses", "List of error codes"), in words and with what to do. */
const PROBLEMS: Readonly<Record<string, (doing: 'read' | 'list', bucket: string, key: string) => string>> = {
  AccessDenied: (doing, bucket, key) =>
    doing === 'list'
      ? `access denied: needs s3:ListBucket on arn:aws:s3:::${bucket}`
      : // "If you don't have s3:ListBucket, S3 returns 403 for what does not exist" (S3 API reference, "GetObject").
        `access denied: needs s3:GetObject on arn:aws:s3:::${bucket}/${key}, and kms:Decrypt where a KMS key encrypts it (the same is said of an object that is gone, without s3:ListBucket)`,
  NoSuchBucket: (_, bucket) => `there is no bucket ${bucket}`,
  NoSuchKey: () => 'there is no such object: it was removed, or a lifecycle rule expired it',
  InvalidObjectState: () => 'archived (S3 Glacier): restore it first',
  PermanentRedirect: (_, bucket) => `the bucket ${bucket} is in another Region, which S3 did not name`,
  CredentialsProviderError: () =>
    'no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in with `aws sso login`',
  ExpiredToken: () => 'the AWS credentials have expired: get new ones',
  InvalidAccessKeyId: () => 'AWS does not know the access key: check AWS_PROFILE and AWS_ACCESS_KEY_ID',
}

/** Why it cannot be read or listed, and what to do. */
export const problemOf = (doing: 'read' | 'list', bucket: string, key: string, error: unknown): string => {
  const known = error instanceof Error && Object.hasOwn(PROBLEMS, error.name) ? PROBLEMS[error.name] : undefined
  if (known) return known(doing, bucket, key)
  const reason = reasonOf(error)
  return reason.includes('Region is missing') ? 'no AWS Region: set AWS_REGION, or region in the profile' : reason
}
