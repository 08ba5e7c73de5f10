/** The configuration -> a template, and the folder that is deployed. */
import { isAbsolute, join, normalize } from 'node:path'
import { UsageError } from '../../core/usage-error.ts'
import { forwardingOf, withGuardDuty } from '../../deploy/bus.ts'
import { deploymentOf } from '../../deploy/deployment.ts'
import { emitters } from '../../deploy/index.ts'
import { secretParameters } from '../../deploy/parameters.ts'
import { openConfig } from '../config/open-config.ts'
import type { Config } from '../config/sections.ts'
import { useRules } from '../rules/load.ts'
import { prepareBus } from './bus.ts'
import { CODE, writeFolder } from './folder.ts'
import { type Chosen, referencesIn, settingsOf, topicsOf } from './settings.ts'

export interface TemplateOptions extends Omit<Chosen, 'code' | 'bus' | 'emails'> {
  /** Who subscribes by mail to the topics that are made. */
  readonly email: readonly string[]
  /** Events that rules ask for come over the event bus too. */
  readonly realtime: boolean
  readonly config?: string
  /** Files and folders. */
  readonly rules: readonly string[]
}

export interface Template {
  readonly text: string
  /** What will not be as the configuration says. */
  readonly warnings: readonly string[]
  /** Without a value for each of them it cannot be deployed. */
  readonly parameters: readonly { readonly name: string; readonly parameter: string }[]
  /** Writes the template, the code and the configuration; returns the paths. */
  readonly write: (folder: string) => readonly string[]
}

/** @throws RefusedRules with every fault of the configuration and the rules, UsageError when a file cannot be read */
export const prepareTemplate = async (options: TemplateOptions): Promise<Template> => {
  const opened = await openConfig(options)
  const loaded = await useRules(opened, options.builtin)
  const bus = options.realtime ? prepareBus(loaded) : undefined
  const { config } = opened
  const main = opened.main?.source
  const rules = opened.sources.filter((source) => source !== main)
  const files = (config?.context.enrichers ?? []).flatMap(({ file }) => file ?? [])
  const [emitter] = emitters
  const asked = bus && withGuardDuty(bus.rules)
  const settings = settingsOf({ ...options, emails: options.email, bus: asked, code: CODE }, config)
  const emitted = emitter.emit(deploymentOf(settings))
  const regions = asked
    ? emitter.emit(forwardingOf(asked)).map((file) => ({ ...file, path: join(REGIONS, file.path) }))
    : []
  return {
    text: emitted[0].text,
    warnings: [...warningsOf(config, files), ...mailWarnings(config, options), ...(bus?.warnings ?? [])],
    parameters: secretParameters(settings),
    write: (folder) =>
      writeFolder(folder, { emitted: [...emitted, ...regions], config: main, rules, files: files.filter(isBeside) }),
  }
}

/** What is deployed in every other Region, in the folder that is deployed. */
const REGIONS = 'regions'

const isBeside = (path: string): boolean => !isAbsolute(path) && !normalize(path).startsWith('..')

const mailWarnings = (config: Config | undefined, { email }: TemplateOptions): readonly string[] => {
  const topics = topicsOf(config)
  if (topics.length === 0 && email.length > 0)
    throw new UsageError('--email subscribes to the topic of a destination with sns_arn = "env:NAME": there is none')
  return email.length > 0
    ? []
    : topics.map((name) => `env:${name}: a topic is made, and nobody is subscribed to it: add --email ADDRESS`)
}

const warningsOf = (config: Config | undefined, files: readonly string[]): readonly string[] => [
  ...(config && config.destinations.length > 0
    ? []
    : ['no destinations: alerts are kept in the table, and nobody is notified']),
  ...(config?.destinations ?? [])
    .filter(({ type }) => type === 'file')
    .map(({ id }) => `destination "${id}": a function has no disk to keep a file on; its alerts will not be delivered`),
  ...(config?.destinations ?? [])
    .filter(({ settings }) => referencesIn(settings).some(({ kept }) => kept === 'file'))
    .map(({ id }) => `destination "${id}": a function keeps no secret in a file; put it into ssm:/path`),
  ...files
    .filter((path) => !isBeside(path))
    .map((path) => `${path}: lies outside the folder of the configuration, so it is not taken along`),
]
