/** Which configuration a command uses: the one that is named, or the one that lies beside it. */
import { lstatSync, statSync } from 'node:fs'
import { join } from 'node:path'

const NAMES = ['tattletrail.toml', 'tattletrail.yaml', 'tattletrail.yml', 'tattletrail.json']

/** What may lie beside the code of a function: there, the file of the AWS blog is one too. */
const BUNDLED = [...NAMES, 'filter_config.json']

/** The first of the names that is a file of the folder. */
const firstOf = (names: readonly string[], folder: string): string | undefined =>
  names.map((name) => join(folder, name)).find(isThere)

/** A file, or a link that leads nowhere or in a circle: reading it says so. A folder of that name is none. */
const isThere = (path: string): boolean => {
  try {
    return !statSync(path).isDirectory()
  } catch {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  }
}

/** The configuration beside the code of a function. @param folder of the code */
export const bundledConfig = (folder: string): string | undefined => firstOf(BUNDLED, folder)

/** The configuration when none is named: that of `$TATTLETRAIL_CONFIG`, or of the current folder. */
export const findConfig = (): string | undefined => process.env.TATTLETRAIL_CONFIG || firstOf(NAMES, '.')
