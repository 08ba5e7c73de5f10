/** The calls to AWS Organizations. */
export {
  ListAccountsCommand as ListAccounts,
  ListTagsForResourceCommand as ListTagsForResource,
  OrganizationsClient as Client,
} from '@aws-sdk/client-organizations'
