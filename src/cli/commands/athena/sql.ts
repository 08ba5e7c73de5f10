/** `tattletrail athena sql`. */
import { INDICATOR_KINDS } from '../../../core/case.ts'
import { tableOption } from '../../athena.ts'
import { defineCommand } from '../../command.ts'
import { oneOf, text } from '../../kinds.ts'
import { writeLines } from '../../output.ts'
import { readScope, scopeOptions } from '../../scope.ts'

export const sql = defineCommand({
  name: 'sql',
  summary: 'the statement that finds what an indicator did, and what names it',
  args: [
    {
      takes: text('indicator'),
      about: 'an address or range, access key, ARN, user, role, session, resource, account or event id',
    },
  ],
  options: {
    ...scopeOptions,
    kind: { takes: oneOf('kind', INDICATOR_KINDS), about: 'what the indicator is (default: told by its looks)' },
    table: tableOption,
  },
  examples: ['tattletrail athena sql AKIAIOSFODNN7EXAMPLE --from 2026-03-04 --to 2026-03-06'],
  exitCodes: { 0: 'done', 2: 'bad usage' },
  run: async ([indicator], { kind, table, ...scope }) => {
    const { athenaSql } = await import('../../../app/history/athena.ts')
    await writeLines([athenaSql(indicator, kind, table, readScope(scope))])
    return 0
  },
})
