/** What a conformance suite returns: one row per count that the issue or the README states. */
export interface Row {
  readonly suite: string
  readonly what: string
  readonly passed: number
  readonly total: number
  /** The least `passed` that is acceptable; fewer fails the run. */
  readonly required: number
  /** A line per case that failed, whether or not the row as a whole passes. */
  readonly failures: readonly string[]
}

/** Reads its cases from the folder and answers; a folder without its cases is an error, never an empty pass. */
export type Suite = (casesFolder: string) => Row[] | Promise<Row[]>
