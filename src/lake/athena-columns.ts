/** The columns of Athena's table that a record is made of. */

import { STRUCTURES, TEXT_FIELDS } from '../notation/record-fields.ts'

/** Fields that are texts in the table -> where they are in a record. */
export const TEXTS = TEXT_FIELDS.map((path) => [path.toLowerCase(), path.split('.')] as const)

/** Fields that hold JSON. */
export const JSONS: readonly (readonly [expression: string, name: string])[] = [
  ...STRUCTURES.map((name) => [name.toLowerCase(), name] as const),
  ['json_format(CAST(resources AS JSON))', 'resources'],
  ['readonly', 'readOnly'],
]

/** What `rowToRecord` reads, in its order. */
export const SELECTED = [
  ...TEXTS.map(([expression]) => expression),
  ...JSONS.map(([expression]) => expression),
  '"$path"',
]
