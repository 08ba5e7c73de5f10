/** The folder that is deployed: what an emitter made, the code of the functions, the configuration and the rules. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { UsageError } from '../../core/usage-error.ts'
import type { EmittedFile } from '../../deploy/emitter.ts'
import { BUNDLES } from '../../outside/built.ts'
import type { RuleSource } from '../config/refusal.ts'

/** The folder of the code, in the folder that is deployed. */
export const CODE = 'function'

export interface FolderContent {
  readonly emitted: readonly EmittedFile[]
  readonly config: RuleSource | undefined
  readonly rules: readonly RuleSource[]
  /** That the configuration names, from its own folder. */
  readonly files: readonly string[]
}

/** Returns the paths that were written. @throws UsageError when somebody else's files are there */
export const writeFolder = (folder: string, { emitted, config, rules, files }: FolderContent): readonly string[] => {
  if (!existsSync(BUNDLES)) throw new Error(`${BUNDLES.pathname} is missing: the package was not built`)
  const code = join(folder, CODE)
  refuseForeign(folder, code, emitted)
  // What an earlier version left there would go along.
  rmSync(code, { recursive: true, force: true })
  mkdirSync(code, { recursive: true })
  cpSync(BUNDLES.pathname, code, { recursive: true })
  const put = (path: string, text: string): string => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
    return join(folder, path)
  }
  const written = [code]
  for (const { path, text, once } of emitted)
    if (!once || !existsSync(join(folder, path))) written.push(put(path, text))
  if (config) {
    const { file, text } = config
    // Under the name that the function looks for.
    const name = basename(file) === 'filter_config.json' ? basename(file) : `tattletrail${extname(file)}`
    written.push(put(join(CODE, name), text))
    for (const path of files) cpSync(join(dirname(file), path), join(code, path))
  }
  rules.forEach(({ file, text }, index) => {
    // Two folders may hold files of the same name.
    put(join(CODE, 'rules', `${String(index + 1).padStart(3, '0')}-${basename(file)}`), text)
  })
  return written
}

/** Only what this wrote before is replaced: what is ours names us. */
const refuseForeign = (folder: string, code: string, emitted: readonly EmittedFile[]): void => {
  const refuse = (path: string): never => {
    const message = `${path} is there already, and not from tattletrail: choose another folder with --out`
    throw new UsageError(message)
  }
  if (existsSync(code) && readdirSync(code).length > 0 && !existsSync(join(code, 'ingest.mjs'))) refuse(code)
  const replaced = emitted.filter(({ once }) => !once).map(({ path }) => join(folder, path))
  for (const path of replaced) if (existsSync(path) && !readFileSync(path, 'utf8').includes('Tattletrail')) refuse(path)
}
