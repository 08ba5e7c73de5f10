/** A key of a user who may do nothing: bait for whoever tries each key that they find. */
import { decoyUser } from './decoy-user.ts'
import { defineCanary } from './define.ts'

export const iamAccessKey = defineCanary({
  ...decoyUser,
  kind: 'iam_access_key',
  title: 'IAM user with an access key',
  place: 'In ~/.aws/credentials of a server, in a vault, in an image, in the history of a repository.',
})
