/** The calls to AWS Secrets Manager. */
export {
  GetSecretValueCommand as GetSecretValue,
  SecretsManagerClient as Client,
} from '@aws-sdk/client-secrets-manager'
