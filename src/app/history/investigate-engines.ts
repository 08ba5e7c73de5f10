/** Investigations over what is prepared: a lake, or Athena. */
import type { EventQuery } from '../../core/event-query.ts'
import { createNetworks } from '../../enrich/networks.ts'
import { openChecked } from '../config/open-config.ts'
import { joined, renderEach } from '../config/refusal.ts'
import { loadContext } from '../context/load-context.ts'
import type { HuntOptions } from './athena.ts'
import { type InvestigateSettings, networkNames, type PreparedInvestigation, runCase } from './investigate.ts'

export type HistoryEngine = { readonly lake: string } | { readonly athena: HuntOptions }

/** @throws UsageError, LakeError */
export const prepareOver = async (
  engine: HistoryEngine,
  settings: InvestigateSettings,
): Promise<PreparedInvestigation> => {
  const opened = await openChecked(settings.config)
  const context = await loadContext(opened.config)
  const network = networkNames(createNetworks(context.spec.networks, context.spec.published))
  const query = await open(engine)
  return {
    files: 0,
    names: [],
    bytes: 0,
    context: context.spec,
    warnings: renderEach(joined(opened, context)),
    run: async (_, signal) => {
      try {
        return await runCase(
          query,
          { ...settings, config: opened.config },
          network,
          signal,
          async () => new Set<string>(),
        )
      } finally {
        query.close()
      }
    },
  }
}

const open = async (engine: HistoryEngine): Promise<EventQuery & { close(): void }> => {
  if ('lake' in engine) return (await import('../../lake/event-query.ts')).openLakeQuery(engine.lake)
  return (await import('./athena.ts')).openAthenaQuery(engine.athena)
}
