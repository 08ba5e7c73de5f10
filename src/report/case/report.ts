/** A case, and what its reports ask for beside it. */
import type { Case, CaseEvent } from '../../core/case.ts'
import type { EvidenceFile } from './evidence.ts'

/** What a report knows beside the case. */
export interface CaseContext {
  readonly evidence: readonly EvidenceFile[]
  /** In the order of the matrix. */
  readonly tactics: readonly { readonly id: string; readonly name: string }[]
  readonly places: readonly AddressPlace[]
  /** When the report was made: ISO 8601, UTC. */
  readonly made: string
  readonly version: string
  /** The command that plans how to stop whoever is in the case, and takes away what still stands. */
  readonly contain: string
}

export interface AddressPlace {
  readonly address: string
  /** ISO 3166-1, two letters. */
  readonly country: string
  readonly city: string | null
}

/** What every report carries; made when the package is built. */
export interface ReportPage {
  readonly script: string
  readonly style: string
  /** As a Content Security Policy names them: `sha256-...`. */
  readonly scriptHash: string
  readonly styleHash: string
  readonly world: WorldMap
}

export interface WorldMap {
  readonly width: number
  readonly height: number
  /** Two letters of ISO 3166-1, or nothing, and an SVG path. */
  readonly countries: readonly (readonly [country: string, path: string])[]
}

export interface StixTechnique {
  /** `T1078.004`. */
  readonly id: string
  readonly name: string
  /** As tags write them: `initial-access`. */
  readonly tactics: readonly string[]
}

/** Techniques of ATT&CK that a call is. */
export type TechniquesOf = (event: CaseEvent) => readonly StixTechnique[]

/** What costs something to know is a function: it is asked by the formats that need it. */
export interface CaseReport {
  readonly found: Case
  /** Every event on a line of its own. */
  readonly all: boolean
  /** The arguments of the command that found it. */
  readonly typed: readonly string[]
  /** When the report was made: ISO 8601, UTC. */
  readonly made: string
  /** What digest files prove of the logs; undefined when they were not asked. */
  readonly proven: () => Promise<readonly EvidenceFile[] | undefined>
  readonly context: () => Promise<CaseContext>
  readonly techniques: () => Promise<TechniquesOf>
  /** The parts of an HTML page that are the same for every case. */
  readonly page: () => ReportPage
}
