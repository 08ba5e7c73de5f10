/** The calls to AWS Systems Manager. */
export { GetParameterCommand as GetParameter, SSMClient as Client } from '@aws-sdk/client-ssm'
