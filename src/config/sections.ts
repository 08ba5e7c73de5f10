/** The tables that a configuration may have: one line each. */
import { alertingSchema, routes } from './alerting.ts'
import { contain } from './contain.ts'
import { accounts, contextOf, type Enricher, levels, networks } from './context.ts'
import { manyOf, oneOf, type Plugin } from './plugins.ts'
import { rules } from './rules.ts'
import { table } from './tables.ts'

/** What there is to choose from. */
export interface Registries<D extends Plugin, St extends Plugin, So extends Plugin, E extends object> {
  readonly destinations: readonly D[]
  readonly stores: readonly St[]
  readonly sources: readonly So[]
  readonly enrichers: readonly Enricher<E>[]
}

export const sectionsOf = <D extends Plugin, St extends Plugin, So extends Plugin, E extends object>({
  destinations,
  stores,
  sources,
  enrichers,
}: Registries<D, St, So, E>) => ({
  rules,
  destinations: manyOf('destination', destinations),
  accounts,
  networks,
  context: contextOf(enrichers),
  levels,
  routes,
  alerting: table('alerting', alertingSchema),
  contain,
  store: oneOf('store', stores, 'sqlite'),
  source: oneOf('source', sources),
})
