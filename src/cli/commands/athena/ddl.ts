/** `tattletrail athena ddl`. */
import { UsageError } from '../../../core/usage-error.ts'
import { tableOption } from '../../athena.ts'
import { defineCommand } from '../../command.ts'
import { text } from '../../kinds.ts'
import { writeLines } from '../../output.ts'
import { readScope, scopeOptions } from '../../scope.ts'

export const ddl = defineCommand({
  name: 'ddl',
  summary: 'the statement that makes a table over the bucket of a trail',
  args: [],
  options: {
    ...scopeOptions,
    trail: { takes: text('place'), about: 's3://bucket, or s3://bucket/prefix', required: true },
    organization: { takes: text('id'), about: "of an organization's trail: o-..." },
    table: tableOption,
  },
  examples: [
    'tattletrail athena ddl --trail s3://my-trail --account 123456789012 --region eu-west-1,us-east-1 --from 2026-01-01',
  ],
  exitCodes: { 0: 'done', 2: 'bad usage' },
  run: async (_, options) => {
    const { trail, organization, table } = options
    const scope = readScope(options)
    if (!scope.accounts || !scope.regions)
      throw new UsageError('--account and --region: name all that the trail covers; Athena looks for no others')
    const { athenaDdl } = await import('../../../app/history/athena.ts')
    await writeLines([athenaDdl({ trail, table, scope, ...(organization !== undefined && { organization }) })])
    return 0
  },
})
