/** The calls to AWS CloudFormation. */
export {
  CloudFormationClient as Client,
  CreateChangeSetCommand as CreateChangeSet,
  DeleteChangeSetCommand as DeleteChangeSet,
  DeleteStackCommand as DeleteStack,
  DescribeChangeSetCommand as DescribeChangeSet,
  DescribeStackEventsCommand as DescribeStackEvents,
  DescribeStacksCommand as DescribeStacks,
  DetectStackResourceDriftCommand as DetectStackResourceDrift,
  ExecuteChangeSetCommand as ExecuteChangeSet,
  GetTemplateCommand as GetTemplate,
  ListChangeSetsCommand as ListChangeSets,
  ListStackResourcesCommand as ListStackResources,
} from '@aws-sdk/client-cloudformation'
