/** What a lake holds: each batch that was collected is a file of its own, written last, so that a half-written one is none. */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CoveredPeriod } from '../core/event-query.ts'
import { UsageError } from '../core/usage-error.ts'

export interface CollectedInput {
  readonly name: string
  /** As stored, in bytes. */
  readonly size: number
  readonly sha256: string
  readonly records: number
  readonly failed: readonly { readonly reason: string; readonly count: number }[]
}

/** The records of one account, Region and day; of a day that is not known, no hours are. */
export interface Part extends CoveredPeriod {
  /** Below the folder of the lake. */
  readonly path: string
  readonly records: number
}

export interface Batch {
  readonly version: 2
  readonly inputs: readonly CollectedInput[]
  readonly parts: readonly Part[]
}

/** Below the folder of the lake. */
export const BATCHES = 'collected'

/** Records say who did what: only their owner reads them. */
export const OURS = { recursive: true, mode: 0o700 } as const
export const OUR_FILE = 0o600

/** It is no lake, or one that this version cannot read. */
export class LakeError extends UsageError {}

/** @throws LakeError */
export const readBatches = (lake: string): readonly Batch[] => {
  let names: readonly string[]
  try {
    names = readdirSync(join(lake, BATCHES))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return []
    if (code === 'ENOTDIR') throw new LakeError(`${lake}: a lake is a folder, and this is none`)
    throw new LakeError(`${join(lake, BATCHES)}: ${(error as Error).message}`)
  }
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => readBatch(join(lake, BATCHES, name)))
}

const readBatch = (path: string): Batch => {
  try {
    const batch = JSON.parse(readFileSync(path, 'utf8')) as Batch
    if (batch.version === 2 && Array.isArray(batch.inputs) && Array.isArray(batch.parts)) return batch
  } catch {
    // Told below.
  }
  throw new LakeError(`${path}: not a batch of a lake that this version reads; remove it, and collect its logs again`)
}

/** All of it or nothing: a reader never sees half a file. */
export const writeBatch = (lake: string, name: string, batch: Batch): void => {
  const folder = join(lake, BATCHES)
  mkdirSync(folder, OURS)
  const path = join(folder, `${name}.json`)
  writeFileSync(`${path}.new`, `${JSON.stringify(batch)}\n`, { mode: OUR_FILE })
  renameSync(`${path}.new`, path)
}
