/** Finds and reads rule files: a file that is named, or every .yml, .yaml, .toml and .json below a folder. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { reasonOf } from '../core/reason.ts'
import { UsageError } from '../core/usage-error.ts'
import { readWhole } from './files.ts'

const RULE_NAME = /\.(ya?ml|toml|json)$/i

/** @throws Error in words when a path cannot be read, or a folder holds no rule file. */
export const readRuleFiles = (paths: readonly string[]): readonly { readonly file: string; readonly text: string }[] =>
  paths.flatMap((path) => {
    try {
      if (!statSync(path).isDirectory()) return [{ file: path, text: readWhole(path).toString('utf8') }]
      const names = readdirSync(path, { recursive: true, encoding: 'utf8' })
        .filter((name) => RULE_NAME.test(name))
        .sort()
      if (names.length === 0) throw new Error('holds no rule file (.yml, .yaml, .toml, .json)')
      return names.map((name) => ({ file: join(path, name), text: readWhole(join(path, name)).toString('utf8') }))
    } catch (error) {
      throw new UsageError(`rules: ${path}: ${reasonOf(error)}`, { cause: error })
    }
  })
