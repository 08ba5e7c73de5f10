/** The calls to Amazon S3. */
export {
  DeleteObjectCommand as DeleteObject,
  GetObjectCommand as GetObject,
  ListObjectsV2Command as ListObjectsV2,
  PutObjectCommand as PutObject,
  S3Client as Client,
} from '@aws-sdk/client-s3'
