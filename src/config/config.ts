/** Documents -> Config: everything that can be checked without compiling a rule, with all problems at once. */
import { z } from 'zod'
import { type Document, parseDocument } from './document.ts'
import { isFilterConfig } from './filter-config.ts'
import { didYouMean, placeName, problemAt, quoted } from './issues.ts'
import type { LocatedProblem } from './located.ts'
import { placesById } from './plugins.ts'
import type { Section, ValuesOf } from './section.ts'

type Sections = Readonly<Record<string, Section<unknown>>>

export interface ConfigResult<Config> {
  readonly config: Config
  readonly problems: readonly LocatedProblem[]
}

const NOTHING = parseDocument('', 'nothing.toml')

/**
 * Never throws. Nothing may be run while a problem of severity `error` is among the problems.
 * @param ruleFiles of these only the rules count; everything else in them is checked all the same
 */
export const readConfig = <Of extends Sections>(
  sections: Of,
  config: Document | undefined,
  ruleFiles: readonly Document[] = [],
): ConfigResult<ValuesOf<Of>> => {
  const all = [...ruleFiles, ...(config ? [config] : [])]
  const documents = { config: config ?? NOTHING, all, destinations: placesById('destination', all) }
  const problems = all.flatMap((document) => unknownTopKeys(document, sections))
  const values = Object.entries(sections).map(([name, { read }]) => [name, read(documents, problems)])
  return { config: Object.fromEntries(values) as ValuesOf<Of>, problems }
}

const unknownTopKeys = (document: Document, sections: Sections): readonly LocatedProblem[] => {
  if (isFilterConfig(document.value)) return []
  const known = Object.values(sections).map(({ key }) => key)
  return Object.keys(document.value)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const message = `unknown key ${quoted(key)} in ${placeName(document, [])}${didYouMean(key, known)}`
      return problemAt(document, [key], message, { what: 'key' })
    })
}

/** The JSON Schema of a configuration file, for editors. */
export const configJsonSchema = (sections: Sections): object => {
  const tables = Object.values(sections).map(({ key, schema }) => [key, schema.optional()] as const)
  const config = z.strictObject(Object.fromEntries(tables))
  return { ...z.toJSONSchema(config, { io: 'input' }), title: 'Tattletrail configuration' }
}
