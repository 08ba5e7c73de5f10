/** A file for people, with a key in it: bait for whoever looks through a disk, a share or a repository. */
import { z } from 'zod'
import { decoyUser } from './decoy-user.ts'
import { defineCanary } from './define.ts'

export const keyFile = defineCanary({
  ...decoyUser,
  kind: 'key_file',
  title: 'File with a key, for people',
  config: decoyUser.config.extend({
    format: z
      .enum(['env', 'kubeconfig', 'aws-credentials', 'terraform', 'json', 'csv'])
      .default('env')
      .meta({ description: 'the file' }),
  }),
  place: 'A .env in an old project, a kubeconfig in a home directory, a table on a share.',
})
