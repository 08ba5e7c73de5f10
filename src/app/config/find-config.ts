/** Which configuration a command uses: the one that is named, or the one that lies beside it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The names that are looked for in a folder, in this order. */
export const CONFIG_NAMES = [
  ...['tattletrail.toml', 'tattletrail.yaml', 'tattletrail.yml', 'tattletrail.json'],
  'filter_config.json',
] as const

/** The configuration of a folder. */
export const configIn = (folder: string): string | undefined =>
  CONFIG_NAMES.map((name) => join(folder, name)).find((path) => existsSync(path))

/** When none is named: that of `$TATTLETRAIL_CONFIG`, or of the current folder. */
export const findConfig = (): string | undefined => process.env.TATTLETRAIL_CONFIG || configIn('.')
