/** The tables of a configuration, with everything that there is to choose from. Loads the parsers of settings, so it is loaded on demand. */
import type { ValuesOf } from '../../config/section.ts'
import { sectionsOf } from '../../config/sections.ts'
import { destinations } from '../../destinations/index.ts'
import { enrichers } from '../../enrich/index.ts'
import { sources } from '../../sources/index.ts'
import { stores } from '../../stores/index.ts'

export const sections = sectionsOf({ destinations, stores, sources, enrichers })

/** What a configuration says, valid and ready for use; secrets are still as written. */
export interface Config extends ValuesOf<typeof sections> {}
export type DestinationEntry = Config['destinations'][number]
