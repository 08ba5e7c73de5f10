/** Puts a value into a record that is being made, in the objects that lead to it. */
import type { Json } from '../core/json.ts'

export const put = (record: Record<string, Json>, path: readonly string[], value: Json): void => {
  let at = record
  for (const name of path.slice(0, -1)) {
    at[name] ??= {}
    at = at[name] as Record<string, Json>
  }
  at[path.at(-1) as string] = value
}
