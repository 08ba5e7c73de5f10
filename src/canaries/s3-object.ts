/** An object, or all that lies below a prefix, in a bucket of yours: bait for whoever copies what looks like a treasure. */
import { z } from 'zod'
import { change, content, defineCanary, nameOf, posture } from './define.ts'

/** S3 writes the request of a denied call too. */
const DATA = { data: 'AWS::S3::Object', denied: 'request' } as const

/** A copy names its source with or without a slash before it and a version behind it, and encodes as much as it likes. */
const sourcesOf = (bucket: string, key: string): readonly string[] => {
  const path = `${bucket}/${key}`
  const spellings = [path, `${bucket}/${encodeURIComponent(key)}`, encodeURIComponent(path)]
  return [...new Set(spellings.flatMap((spelling) => [spelling, `/${spelling}`, `%2F${spelling}`]))].flatMap(
    (source) => (key.endsWith('/') ? [`${source}*`] : [source, `${source}?versionId=*`]),
  )
}

export const s3Object = defineCanary({
  kind: 's3_object',
  title: 'S3 object or prefix',
  source: 's3.amazonaws.com',
  isGlobal: true,
  config: z.strictObject({
    bucket: nameOf(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'a bucket that is there'),
    key: nameOf(/^[\w!.'()/-]{1,900}$/, 'the key of the object; with a slash at its end all that lies below it'),
    body: z.string().max(65_536).default('').meta({ description: 'what is in the object' }),
  }),
  sees: [
    content('GetObject CopyObject GetObjectAcl PutObjectAcl GetObjectTagging SelectObjectContent', DATA),
    content('RestoreObject UploadPartCopy CreateMultipartUpload GetObjectAttributes GetObjectTorrent', DATA),
    content('GetObjectRetention GetObjectLegalHold PutObjectRetention PutObjectLegalHold PutObjectTagging', DATA),
    content('DeleteObjectTagging UploadPart CompleteMultipartUpload AbortMultipartUpload ListParts', DATA),
    change('PutObject DeleteObject', DATA),
    posture('HeadObject', DATA),
  ],
  cannotSee: [
    'Reads of objects are data events: without a trail that logs them for this key nothing is seen.',
    'Listings and DeleteObjects name no key.',
  ],
  benign: ['macie.amazonaws.com', 'backup.amazonaws.com', 'replication.s3.amazonaws.com'],
  place: 'Beside objects that matter, under a name that promises more: a dump, a list of customers, a backup of keys.',
  permissions: ['s3:PutObject', 's3:DeleteObject'],
  steps: ({ bucket, key, body }) => {
    const object = { Bucket: bucket, Key: key.endsWith('/') ? `${key}export.csv` : key }
    return [
      {
        name: 'Object',
        call: { service: 's3', command: 'PutObject', input: { ...object, Body: body, IfNoneMatch: '*' } },
        undo: { service: 's3', command: 'DeleteObject', input: object },
      },
    ]
  },
  names: ({ bucket, key }, { partition }) => {
    const keys = key.endsWith('/') ? `${key}*` : key
    return {
      request: [{ bucketName: [bucket], key: [keys] }, { 'x-amz-copy-source': sourcesOf(bucket, key) }],
      arns: [`arn:${partition}:s3:::${bucket}/${keys}`],
    }
  },
  touch: ({ bucket, key }) => ({
    ...{ service: 's3', command: 'GetObject' },
    input: { Bucket: bucket, Key: key.endsWith('/') ? `${key}index` : key },
  }),
  bait: ({ bucket, key }) => ({ BACKUP_URL: `s3://${bucket}/${key}` }),
})
