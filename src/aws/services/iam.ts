/** The calls to AWS IAM. */
export {
  CreateAccessKeyCommand as CreateAccessKey,
  DeleteAccessKeyCommand as DeleteAccessKey,
  IAMClient as Client,
  ListAccessKeysCommand as ListAccessKeys,
} from '@aws-sdk/client-iam'
