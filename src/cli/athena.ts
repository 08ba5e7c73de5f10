/** The options of commands that ask Athena. */
import type { AthenaOptions } from '../app/history/athena.ts'
import type { Options, OptionValues } from './command.ts'
import { atLeastOne, text } from './kinds.ts'

export const athenaOptions = {
  athena: { about: 'ask Athena' },
  workgroup: { takes: text('name'), about: 'of Athena', default: 'primary' },
  database: { takes: text('name'), about: 'of Athena', default: 'default' },
  output: { takes: text('place'), about: 's3://bucket/prefix/ for results (default: that of the workgroup)' },
  athenaRegion: { takes: text('name'), about: 'where Athena is (default: that of the environment)' },
  maxBytes: { takes: atLeastOne('n'), about: 'ask Athena nothing that could read more' },
} as const satisfies Options

/** The table of a trail. */
export const tableOption = {
  takes: text('name'),
  about: 'of Athena, or database.table',
  default: 'cloudtrail_logs',
} as const

export const readAthena = (options: OptionValues<typeof athenaOptions>): AthenaOptions => {
  const { workgroup, database, output, athenaRegion: region, maxBytes } = options
  return {
    workgroup,
    database,
    ...(output !== undefined && { output }),
    ...(region !== undefined && { region }),
    ...(maxBytes !== undefined && { maxBytes }),
  }
}
