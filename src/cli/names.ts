/** Kinds of values that are names of something; completion looks them up. */
import { type Candidate, type Kind, type Typed, withoutFlag } from './command.ts'
import { many, text } from './kinds.ts'
import { configOption } from './options.ts'

const named = (name: string, lookUp: (typed: Typed) => Promise<readonly Candidate[]>): Kind<string> => ({
  ...text(name),
  lookUp,
})

const configOf = (typed: Typed): string | undefined =>
  typed[withoutFlag('config')] ? undefined : (typed.config?.at(-1) ?? configOption().default())

/** An id; a person may write the title too. */
export const ruleName = named('rule', async (typed) => {
  const { loadRules } = await import('../app/rules/load.ts')
  const config = configOf(typed)
  const paths = [...(typed.rules ?? []), ...(config === undefined ? [] : [config])]
  const { rules, correlations } = await loadRules({ paths, builtin: typed.builtin === undefined })
  return [...rules, ...correlations].map(({ id, title }) => ({ text: id, about: title }))
})

export const storyName = named('name', async () => {
  const { stories } = await import('../app/simulate.ts')
  return stories.map(({ name, title }) => ({ text: name, about: title }))
})

export const destinationId = named('id', async (typed) => {
  const config = configOf(typed)
  if (config === undefined) return []
  const { readDestinations } = await import('../app/alerting/destinations.ts')
  return (await readDestinations(config)).map(({ id, plugin }) => ({ text: id, about: plugin.title }))
})

/** What events are counted by. */
export const fieldNames: Kind<readonly string[]> = {
  ...many(
    named('fields', async () => {
      const { fields } = await import('../app/top.ts')
      return fields.map((name) => ({ text: name }))
    }),
  ),
  commas: true,
}

/** So many of the latest are offered. */
const OFFERED = 200

/** The beginning of an id is enough. */
export const alertId = named('id', async (typed) => {
  const { glance } = await import('../app/alerting/desk.ts')
  const alerts = await glance(configOf(typed), ({ store }) => store.listAlerts({ limit: OFFERED }))
  return (alerts ?? []).map(({ id, status, rule }) => ({ text: id, about: `${status}: ${rule.title}` }))
})

export const canaryName = named('id', async (typed) => {
  const { inGlance } = await import('../app/canaries/desk.ts')
  const lines = await inGlance(configOf(typed))
  return lines.map(({ id, kind, name, state }) => ({ text: id, about: `${state}: ${kind} ${name}` }))
})

export const silenceId = named('id', async (typed) => {
  const { glance } = await import('../app/alerting/desk.ts')
  const silences = await glance(configOf(typed), ({ store }) => store.silences())
  return (silences ?? []).map(({ id, owner, reason }) => ({ text: id, about: `${owner}: ${reason}` }))
})
