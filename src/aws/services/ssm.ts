/** The calls to AWS Systems Manager. */
export {
  DeleteParameterCommand as DeleteParameter,
  GetParameterCommand as GetParameter,
  PutParameterCommand as PutParameter,
  SSMClient as Client,
} from '@aws-sdk/client-ssm'
