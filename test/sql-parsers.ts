/** Parsers of the SQL dialects that Athena speaks: Trino's for questions, Hive's for definitions. */
import { build } from 'esbuild'

export interface SqlParser {
  validate(sql: string): readonly { readonly message: string }[]
}

export interface SqlParsers {
  readonly TrinoSQL: new () => SqlParser
  readonly HiveSQL: new () => SqlParser
}

/** Its modules cannot be imported by Node as they are. */
export const loadSqlParsers = async (): Promise<SqlParsers> => {
  const made = await build({
    stdin: { contents: "export { HiveSQL, TrinoSQL } from 'dt-sql-parser'", resolveDir: import.meta.dirname },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  })
  const code = Buffer.from(made.outputFiles[0]?.contents ?? []).toString('base64')
  return import(/* @vite-ignore */ `data:text/javascript;base64,${code}`)
}
