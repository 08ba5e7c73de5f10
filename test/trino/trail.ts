/** A trail as Athena has it, in Trino: its logs as lines below a folder, and the table of our DDL over them. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { COLUMNS, inside, lineOf, membersOf, placeOf, type TrailLog } from '../athena/serde.ts'
import type { Trino } from './server.ts'

/** @param folder what Trino reads @param name of the table, and of the folder in it */
export const loadTrail = async (
  trino: Trino,
  folder: string,
  name: string,
  logs: readonly TrailLog[],
): Promise<void> => {
  // One file a partition: Trino opens each.
  const lines = new Map<string, string[]>()
  for (const { key, records } of logs) {
    const path = join(folder, name, dirname(key), 'logs.json.gz')
    lines.set(path, [...(lines.get(path) ?? []), ...records.map(lineOf)])
  }
  for (const [path, all] of lines) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, gzipSync(`${all.join('\n')}\n`))
  }
  const places = logs.map(({ key }) => placeOf(key))
  const valuesOf = (at: 0 | 1): string => [...new Set(places.map((place) => `'${place[at]}'`))].join(', ')
  const answer = await trino.ask(`CREATE TABLE "${name}" (
  ${COLUMNS.map(([column, type]) => `"${column}" ${trinoType(type)}`).join(',\n  ')},
  account VARCHAR WITH (partition_projection_type = 'enum', partition_projection_values = ARRAY[${valuesOf(0)}]),
  region VARCHAR WITH (partition_projection_type = 'enum', partition_projection_values = ARRAY[${valuesOf(1)}]),
  "timestamp" VARCHAR WITH (partition_projection_type = 'date', partition_projection_format = 'yyyy/MM/dd',
    partition_projection_range = ARRAY['2026/02/01', '2026/04/01'], partition_projection_interval = 1, partition_projection_interval_unit = 'DAYS')
) WITH (
  format = 'JSON', external_location = 'local:///${name}/AWSLogs/', partitioned_by = ARRAY['account', 'region', 'timestamp'],
  partition_projection_enabled = true,
  partition_projection_location_template = 'local:///${name}/AWSLogs/\${account}/CloudTrail/\${region}/\${timestamp}'
)`)
  if (typeof answer === 'string') throw new Error(answer)
}

const trinoType = (type: string): string => {
  if (type.startsWith('STRUCT'))
    return `ROW(${membersOf(inside(type))
      .map(([name, inner]) => `"${name}" ${trinoType(inner)}`)
      .join(', ')})`
  if (type.startsWith('ARRAY')) return `ARRAY(${trinoType(inside(type))})`
  return type.startsWith('MAP') ? 'MAP(VARCHAR, VARCHAR)' : 'VARCHAR'
}
