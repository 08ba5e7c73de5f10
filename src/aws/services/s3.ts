/** The calls to Amazon S3. */
export {
  GetObjectCommand as GetObject,
  ListObjectsV2Command as ListObjectsV2,
  S3Client as Client,
} from '@aws-sdk/client-s3'
