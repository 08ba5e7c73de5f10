/** The calls to AWS Lambda. */
export {
  AddPermissionCommand as AddPermission,
  GetFunctionUrlConfigCommand as GetFunctionUrlConfig,
  GetPolicyCommand as GetPolicy,
  LambdaClient as Client,
  ListEventSourceMappingsCommand as ListEventSourceMappings,
  RemovePermissionCommand as RemovePermission,
  UpdateFunctionUrlConfigCommand as UpdateFunctionUrlConfig,
} from '@aws-sdk/client-lambda'
