/** Learns what a configuration names under `[context]`; what is wrong with that is a warning. */
import { dirname, isAbsolute, join } from 'node:path'
import type { JsonObject } from '../../core/json.ts'
import { reasonOf } from '../../core/reason.ts'
import type { Account, OrganizationAccount } from '../../enrich/accounts.ts'
import type { EnricherTools, Facts } from '../../enrich/define.ts'
import { DEFAULT_CHANGES } from '../../enrich/levels.ts'
import { readNamed } from '../../outside/files.ts'
import { type ConfigRefusal, joined, renderEach } from '../config/refusal.ts'
import type { Config } from '../config/sections.ts'
import { attributionsOf, installedDatabase, readDatabase } from './databases.ts'
import { type ContextSpec, openContext } from './spec.ts'

/** Its problems are warnings: the scan goes on without what could not be learnt. */
export interface LoadedContext extends ConfigRefusal {
  readonly spec: ContextSpec
  /** Whom the licence of a database wants named. */
  readonly attributions: readonly string[]
}

/** The SDK is loaded only where it is asked for. */
const askOrganizations = async (): Promise<readonly OrganizationAccount[]> =>
  (await import('../../aws/organizations.ts')).listOrganization()

/** Gives the record of one event the field `tattletrail`; returns the warnings, drawn for a terminal. */
export const attachTo = async (record: JsonObject, config: Config | undefined): Promise<string> => {
  const context = await loadContext(config)
  openContext(context.spec).attach(record)
  return renderEach(context)
}

/** Without a configuration there is still the country database, when its package is installed. */
export const loadContext = async (
  config: Config | undefined,
  organization = askOrganizations,
): Promise<LoadedContext> => {
  const named = config?.context.enrichers ?? []
  const known: Known[] = []
  for (const enricher of named) known.push(await learn(enricher, organization))
  if (!named.some(({ gives }) => gives === 'databases')) known.push(knownByItself())
  const networks = known.flatMap(({ facts }) => facts.networks ?? [])
  const databases = known.flatMap(({ facts }) => facts.databases ?? [])
  const accounts = new Map<string, Account>()
  // What is written in the configuration itself is believed before any list.
  const listed = known.flatMap(({ facts }) => facts.accounts ?? [])
  for (const account of [...listed, ...(config?.accounts ?? [])]) accounts.set(account.id, account as Account)
  return {
    spec: {
      accounts: [...accounts.values()],
      networks: config?.networks ?? [],
      published: networks,
      databases: databases.map(({ bytes }) => bytes),
      homeCountries: config?.context.homeCountries ?? [],
      levels: { ...DEFAULT_CHANGES, ...config?.levels },
    },
    ...joined(...known),
    attributions: attributionsOf(databases),
  }
}

interface Known extends ConfigRefusal {
  readonly facts: Facts
}

const knownByItself = (): Known => {
  const installed = installedDatabase()
  if (!installed) return { facts: {}, problems: [], sources: [] }
  return 'bytes' in installed
    ? { facts: { databases: [installed] }, problems: [], sources: [] }
    : { facts: {}, problems: [{ ...installed, line: 1, column: 1, severity: 'warning' }], sources: [] }
}

type NamedEnricher = Config['context']['enrichers'][number]

/** Bytes; the largest databases of addresses have half of it. */
const MAX_FILE = 2 ** 30

const learn = async (enricher: NamedEnricher, organization: EnricherTools['organization']): Promise<Known> => {
  const { key, title, file, document, path, learn } = enricher
  const name = file === undefined ? title : isAbsolute(file) ? file : join(dirname(document.file), file)
  const nothing = (message: string, hint = 'goes on without it'): Known => ({
    facts: {},
    problems: [
      {
        file: document.file,
        ...document.locate(path),
        message: `${key}: ${name}${message}`,
        hint,
        severity: 'warning',
      },
    ],
    sources: [],
  })
  let bytes: Buffer | undefined
  const read = (): Buffer => {
    bytes ??= readNamed(name, MAX_FILE)
    return bytes
  }
  try {
    const learnt = await learn({ file: read, openDatabase: readDatabase, organization })
    if ('problem' in learnt) return nothing(` ${learnt.problem}`, learnt.hint)
    const { facts, faults = [] } = learnt
    return {
      facts,
      problems: faults.map((fault) => ({ ...fault, file: name, severity: 'warning' })),
      sources: faults.length > 0 ? [{ file: name, text: read().toString('utf8') }] : [],
    }
  } catch (error) {
    return nothing(`: ${reasonOf(error)}`)
  }
}
