/** The calls to Amazon S3. */
export {
  DeleteBucketPolicyCommand as DeleteBucketPolicy,
  DeleteObjectCommand as DeleteObject,
  DeletePublicAccessBlockCommand as DeletePublicAccessBlock,
  GetBucketAclCommand as GetBucketAcl,
  GetBucketLocationCommand as GetBucketLocation,
  GetBucketPolicyCommand as GetBucketPolicy,
  GetObjectCommand as GetObject,
  GetPublicAccessBlockCommand as GetPublicAccessBlock,
  ListObjectsV2Command as ListObjectsV2,
  PutBucketAclCommand as PutBucketAcl,
  PutBucketPolicyCommand as PutBucketPolicy,
  PutObjectCommand as PutObject,
  PutPublicAccessBlockCommand as PutPublicAccessBlock,
  S3Client as Client,
} from '@aws-sdk/client-s3'
