/** `tattletrail athena`: one line a command. */
import { defineGroup } from '../../command.ts'
import { ddl } from './ddl.ts'
import { sql } from './sql.ts'

export const athena = defineGroup({
  name: 'athena',
  summary: 'print statements for Athena, to run by hand',
  commands: [ddl, sql],
})
