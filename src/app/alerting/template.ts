/** The configuration -> a template, and the folder that `sam deploy` takes. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, isAbsolute, join, normalize } from 'node:path'
import { stringify } from 'yaml'
import { type Config, readConfig } from '../../config/config.ts'
import { parseDocument } from '../../config/document.ts'
import { secretRef } from '../../config/secrets.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { UsageError } from '../../core/usage-error.ts'
import type { DeployedSecret, DeploySettings } from '../../deploy/settings.ts'
import { templateOf } from '../../deploy/template.ts'
import { destinationSchemas, destinations } from '../../destinations/index.ts'
import { BUNDLES } from '../../outside/built.ts'
import { readRuleFiles } from '../../sources/rule-files.ts'
import { NOTIFICATION, STREAM_VIEW, TABLE, TIME_TO_LIVE } from '../../stores/dynamodb/table.ts'
import { readConfigFile } from '../context/load-context.ts'
import { NAMESPACE } from '../lambda/log.ts'
import { compileRules, type RuleSource, useRules } from '../rules/load.ts'

export interface TemplateOptions {
  readonly config?: string
  /** Files and folders. */
  readonly rules: readonly string[]
  readonly builtin: boolean
  /** An existing bucket; absent: a new trail. */
  readonly bucket?: string
  readonly topic?: string
  readonly org: boolean
  readonly realtime: boolean
}

export interface Template {
  /** YAML. */
  readonly text: string
  /** What will not be as the configuration says. */
  readonly warnings: readonly string[]
  /** Writes the template, the code and the configuration; returns the paths. */
  readonly write: (folder: string) => readonly string[]
}

/** The folder of the code, from the template. */
const CODE = 'function'

/** @throws RefusedRules with every fault of the configuration and the rules, UsageError when a file cannot be read */
export const prepareTemplate = async (options: TemplateOptions): Promise<Template> => {
  const config = options.config === undefined ? undefined : readConfigFile(options.config)
  const rules = readRuleFiles(options.rules)
  const sources = [...rules, ...(config ? [config] : [])]
  useRules(await compileRules(sources, options.builtin), sources)
  const read = config && readConfig([parseDocument(config.text, config.file)], destinationSchemas).config
  const template = templateOf(settingsOf(options, read), NAMESPACE)
  const text = stringify(template, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false })
  const files = (read?.contexts ?? []).flatMap((context) => context.files.map(({ path }) => path))
  return {
    text,
    warnings: warningsOf(read, files),
    write: (folder) => write(folder, text, config, rules, files.filter(isBeside)),
  }
}

const settingsOf = (options: TemplateOptions, config: Config | undefined): DeploySettings => ({
  ...(options.bucket !== undefined && { bucket: options.bucket }),
  ...(options.topic !== undefined && { topic: options.topic }),
  org: options.org,
  realtime: options.realtime,
  builtin: options.builtin,
  organizations: (config?.contexts ?? []).some((context) => context.organizations !== undefined),
  destinations: (config?.destinations ?? []).map(({ id, type, settings }) => ({
    ...{ id, type, settings },
    permissions: destinations.find((one) => one.type === type)?.permissions ?? [],
  })),
  secrets: secretsOf((config?.destinations ?? []).map(({ settings }) => settings)),
  table: {
    ...(TABLE as unknown as JsonObject),
    TimeToLiveSpecification: TIME_TO_LIVE,
    StreamSpecification: { StreamViewType: STREAM_VIEW },
  },
  wakingRows: NOTIFICATION,
  code: CODE,
})

/** Every reference in the settings of destinations, each once. */
const secretsOf = (settings: Json): readonly DeployedSecret[] => {
  const found = new Map<string, DeployedSecret>()
  const visit = (value: Json): void => {
    if (typeof value === 'string') {
      const secret = secretRef(value)
      if (secret && secret.kept !== 'file') found.set(JSON.stringify(secret), secret)
    } else if (Array.isArray(value)) value.forEach(visit)
    else if (value !== null && typeof value === 'object') Object.values(value).forEach(visit)
  }
  visit(settings)
  return [...found.values()]
}

const isBeside = (path: string): boolean => !isAbsolute(path) && !normalize(path).startsWith('..')

const warningsOf = (config: Config | undefined, files: readonly string[]): readonly string[] => [
  ...(config && config.destinations.length > 0
    ? []
    : ['no destinations: alerts are kept in the table and told to nobody']),
  ...(config?.destinations ?? [])
    .filter(({ type }) => type === 'file')
    .map(({ id }) => `destination "${id}": a function has no disk to keep a file on; its alerts will not be delivered`),
  ...files
    .filter((path) => !isBeside(path))
    .map((path) => `${path}: lies outside the folder of the configuration, so it is not taken along`),
]

const SAMCONFIG = `version = 0.1

[default.deploy.parameters]
stack_name = "tattletrail"
capabilities = "CAPABILITY_IAM"
resolve_s3 = true
confirm_changeset = true
`

/** Only what this wrote before is replaced. @throws UsageError */
const refuseForeign = (folder: string, code: string): void => {
  const template = join(folder, 'template.yaml')
  const refuse = (path: string): never => {
    const message = `${path} is there already, and not from tattletrail: choose another folder with --out`
    throw new UsageError(message)
  }
  if (existsSync(code) && readdirSync(code).length > 0 && !existsSync(join(code, 'ingest.mjs'))) refuse(code)
  if (existsSync(template) && !readFileSync(template, 'utf8').includes('Tattletrail')) refuse(template)
}

const write = (
  folder: string,
  template: string,
  config: RuleSource | undefined,
  rules: readonly RuleSource[],
  files: readonly string[],
): readonly string[] => {
  if (!existsSync(BUNDLES)) throw new Error(`${BUNDLES.pathname} is missing: the package was not built`)
  const code = join(folder, CODE)
  refuseForeign(folder, code)
  // What an earlier version left there would go along.
  rmSync(code, { recursive: true, force: true })
  mkdirSync(code, { recursive: true })
  cpSync(BUNDLES.pathname, code, { recursive: true })
  const put = (path: string, text: string): string => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
    return join(folder, path)
  }
  const written = [put('template.yaml', template), code]
  if (!existsSync(join(folder, 'samconfig.toml'))) written.push(put('samconfig.toml', SAMCONFIG))
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
