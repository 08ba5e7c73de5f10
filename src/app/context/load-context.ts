/** Reads what a configuration says about accounts and networks, and the files that it names; what is wrong with those is a warning. */
import { readFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import type { ContextEntry, NamedFile } from '../../config/context.ts'
import type { LocatedProblem } from '../../config/located.ts'
import type { JsonObject } from '../../core/json.ts'
import { reasonOf } from '../../core/reason.ts'
import { UsageError } from '../../core/usage-error.ts'
import { type Account, parseAccountsCsv } from '../../enrich/accounts.ts'
import { DEFAULT_CHANGES } from '../../enrich/levels.ts'
import { type AwsRange, parseAwsRanges } from '../../enrich/networks.ts'
import { toAccount } from '../../enrich/organizations.ts'
import type { RuleSource } from '../rules/load.ts'
import { renderEach } from '../rules/refusal.ts'
import { attributionsOf, DATABASE_KEYS, type Database, installedDatabase, readDatabase } from './databases.ts'
import { type ContextSpec, openContext } from './spec.ts'

export interface LoadedContext {
  readonly spec: ContextSpec
  /** Warnings: the scan goes on without what could not be read. */
  readonly problems: readonly LocatedProblem[]
  /** Texts to show the problems in. */
  readonly sources: readonly RuleSource[]
  /** Whom the licence of a database wants named. */
  readonly attributions: readonly string[]
}

/** @throws UsageError when the file cannot be read */
export const readConfigFile = (file: string): RuleSource => {
  try {
    return { file, text: readFileSync(file, 'utf8') }
  } catch (error) {
    throw new UsageError(`config: ${file}: ${reasonOf(error)}`, { cause: error })
  }
}

/** Gives the record of one event the field `tattletrail`; returns the warnings, drawn for a terminal. */
export const attachTo = async (record: JsonObject, config: string | undefined): Promise<string> => {
  const { spec, problems, sources } = await loadContext(config === undefined ? undefined : readConfigFile(config))
  openContext(spec).attach(record)
  return renderEach({ problems, sources })
}

/** The SDK is loaded only where it is asked for. */
const askOrganizations = async (): Promise<readonly Account[]> => {
  const { listOrganization } = await import('../../aws/organizations.ts')
  return (await listOrganization()).flatMap((member) => toAccount(member) ?? [])
}

/** Without a configuration there is still the country database, when its package is installed. Faults of the document itself are told where its rules are compiled. */
export const loadContext = async (
  config: RuleSource | undefined,
  organization = askOrganizations,
): Promise<LoadedContext> => {
  const entry = config && (await readEntry(config))
  const files = readFiles(entry?.files ?? [])
  const problems = [...files.problems]
  const accounts = new Map(files.accounts.map((account) => [account.id, account]))
  if (entry?.organizations) {
    try {
      for (const account of await organization()) accounts.set(account.id, account)
    } catch (error) {
      const message = `accounts: AWS Organizations: ${reasonOf(error)}`
      problems.push(warningAt(entry.organizations, message, 'goes on without these accounts'))
    }
  }
  // What is written in the document itself is believed before any list.
  for (const account of entry?.accounts ?? []) accounts.set(account.id, account as Account)

  const databases = [...files.databases]
  const installed = entry?.files.some(({ key }) => key in DATABASE_KEYS) ? undefined : installedDatabase()
  if (installed && 'bytes' in installed) databases.push(installed)
  else if (installed) problems.push({ ...installed, line: 1, column: 1, severity: 'warning' })
  return {
    spec: {
      accounts: [...accounts.values()],
      networks: entry?.networks ?? [],
      awsRanges: files.awsRanges,
      databases: databases.map(({ bytes }) => bytes),
      homeCountries: entry?.homeCountries ?? [],
      levels: { ...DEFAULT_CHANGES, ...entry?.levels },
    },
    problems,
    sources: [...(config ? [config] : []), ...files.sources],
    attributions: attributionsOf(databases),
  }
}

interface ReadFiles {
  readonly accounts: Account[]
  readonly awsRanges: AwsRange[]
  /** As the configuration lists its keys: cities first. */
  readonly databases: Database[]
  readonly problems: LocatedProblem[]
  readonly sources: RuleSource[]
}

const readFiles = (files: readonly NamedFile[]): ReadFiles => {
  const found: ReadFiles = { accounts: [], awsRanges: [], databases: [], problems: [], sources: [] }
  for (const named of files) {
    const file = isAbsolute(named.path) ? named.path : join(dirname(named.document.file), named.path)
    const warn = (message: string, hint = 'goes on without it'): void => {
      found.problems.push(warningAt(named, `${named.key}: ${file}${message}`, hint))
    }
    try {
      readNamed(named.key, file, readFileSync(file), found, warn)
    } catch (error) {
      warn(`: ${reasonOf(error)}`)
    }
  }
  return found
}

const readNamed = (
  key: NamedFile['key'],
  file: string,
  bytes: Buffer,
  found: ReadFiles,
  warn: (message: string, hint?: string) => void,
): void => {
  if (key === 'accounts_csv') {
    const text = bytes.toString('utf8')
    const { accounts, problems } = parseAccountsCsv(text)
    found.sources.push({ file, text })
    for (const account of accounts) found.accounts.push(account)
    found.problems.push(...problems.map((problem) => ({ ...problem, file, severity: 'warning' as const })))
  } else if (key === 'aws_ranges') {
    const read = parseAwsRanges(bytes.toString('utf8'))
    if ('problem' in read) warn(` ${read.problem}`)
    else for (const range of read.ranges) found.awsRanges.push(range)
  } else {
    const read = readDatabase(bytes, DATABASE_KEYS[key])
    if ('problem' in read) warn(` ${read.problem}`, read.hint)
    else found.databases.push(read)
  }
}

/** Undefined when the document cannot be read at all. The parsers of all formats are loaded on demand. */
const readEntry = async ({ file, text }: RuleSource): Promise<ContextEntry | undefined> => {
  const [{ parseDocument }, { readContext }, { ConfigError }] = await Promise.all([
    import('../../config/document.ts'),
    import('../../config/context.ts'),
    import('../../config/located.ts'),
  ])
  try {
    return readContext(parseDocument(text, file)).context
  } catch (error) {
    if (error instanceof ConfigError) return undefined
    throw error
  }
}

const warningAt = (
  { document, at }: Pick<NamedFile, 'document' | 'at'>,
  message: string,
  hint?: string,
): LocatedProblem => ({
  file: document.file,
  ...document.locate(at),
  message,
  ...(hint !== undefined && { hint }),
  severity: 'warning',
})
