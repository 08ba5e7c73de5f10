/** A configuration and rule files, opened: each text is parsed once, and what it says is handed down. */
import { realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { reasonOf } from '../../core/reason.ts'
import { UsageError } from '../../core/usage-error.ts'
import { readWhole } from '../../sources/files.ts'
import { readRuleFiles } from '../../sources/rule-files.ts'
import type { OpenConfig } from './read-sources.ts'
import { type RuleSource, refuseErrors } from './refusal.ts'

export interface ConfigPaths {
  /** The configuration. */
  readonly config?: string | undefined
  /** Rule files and folders of them. */
  readonly rules?: readonly string[]
}

/** Its faults are not thrown: those of its rules are still to be found (see `compileRules`). @throws UsageError when a file cannot be read */
export const openConfig = ({ config, rules = [] }: ConfigPaths): Promise<OpenConfig> =>
  openSources(
    config === undefined ? undefined : readConfigFile(config),
    readRuleFiles(rules).filter(({ file }) => config === undefined || !isSameFile(file, config)),
  )

/** However it is spelled: a configuration that is among the rules, by itself or in a folder of them, is read once. */
const isSameFile = (a: string, b: string): boolean => a === b || realPath(a) === realPath(b)

const realPath = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

/** For those who compile no rule. @throws RefusedRules with every fault, UsageError when the file cannot be read */
export const openChecked = async (config: string | undefined): Promise<OpenConfig> =>
  checked(await openConfig({ config }))

/** @throws RefusedRules with every fault */
export const checked = (opened: OpenConfig): OpenConfig => {
  refuseErrors(opened)
  return opened
}

export const openSources = async (
  config: RuleSource | undefined,
  ruleFiles: readonly RuleSource[] = [],
): Promise<OpenConfig> => {
  if (!config && ruleFiles.length === 0) return NOTHING
  // The parsers of all formats are loaded on demand.
  const { parseSource, readParsed } = await import('./read-sources.ts')
  return readParsed(config && parseSource(config), ruleFiles.map(parseSource))
}

/** The same configuration with other rule files. @throws UsageError when a file cannot be read */
export const withOtherRules = async ({ main }: OpenConfig, rules: readonly string[]): Promise<OpenConfig> => {
  if (!main) return openConfig({ rules })
  const { parseSource, readParsed } = await import('./read-sources.ts')
  return readParsed(main, readRuleFiles(rules).map(parseSource))
}

const NOTHING: OpenConfig = { config: undefined, sigma: [], main: undefined, problems: [], sources: [] }

/** The folder of a configuration file; without one, the current folder. */
export const folderOf = (config: string | undefined): string => (config === undefined ? '.' : dirname(config))

/** @throws UsageError when the file cannot be read */
export const readConfigFile = (file: string): RuleSource => {
  try {
    return { file, text: readWhole(file).toString('utf8') }
  } catch (error) {
    throw new UsageError(`config: ${file}: ${reasonOf(error)}`, { cause: error })
  }
}
