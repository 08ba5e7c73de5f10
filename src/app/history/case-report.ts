/** What a report of a case needs beside the case: the files it rests on, where addresses are, what ATT&CK calls things. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createClients } from '../../aws/clients.ts'
import type { Case } from '../../core/case.ts'
import type { Event } from '../../core/event.ts'
import { UsageError } from '../../core/usage-error.ts'
import type { VerifyReport } from '../../core/verify.ts'
import { tactics } from '../../enrich/attack.ts'
import { REPORT_PAGE, version } from '../../outside/built.ts'
import { type EvidenceFile, evidenceOf, type LogFileSeen } from '../../report/case/evidence.ts'
import { containCommand } from '../../report/case/next.ts'
import type { AddressPlace, CaseReport, ReportPage } from '../../report/case/report.ts'
import { techniquesByCall } from '../../report/case/techniques.ts'
import { readLocal } from '../../sources/files.ts'
import { isS3 } from '../../sources/s3/listing.ts'
import { type ContextSpec, openContext } from '../context/spec.ts'
import { loadCoverage } from '../rules/coverage.ts'
import { fetchObject } from '../scan/inputs.ts'
import { type PreparedVerify, prepareVerify, type VerifySettings } from '../verify/verify.ts'

export interface ReportOptions extends Pick<CaseReport, 'all' | 'typed'> {
  readonly context: ContextSpec
  /** Digest files were asked what they prove, also when the answer did not come. */
  readonly isProven: boolean
  /** What digest files prove; absent: nothing. */
  readonly proof?: VerifyReport
}

/** @param files the logs that were searched, as they were named */
export const caseReport = (
  found: Case,
  files: readonly string[],
  { all, typed, context, isProven, proof }: ReportOptions,
  now: number,
): CaseReport => {
  const made = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z')
  const evidence = async (): Promise<readonly EvidenceFile[]> => evidenceOf(await seen(files), found.events, proof)
  return {
    found,
    all,
    typed,
    made,
    proven: async () => (isProven ? evidence() : undefined),
    context: async () => ({
      evidence: await evidence(),
      tactics,
      places: placesOf(found, context),
      made,
      version: version(),
      contain: containCommand(found, typed),
    }),
    techniques: async () => techniquesByCall((await loadCoverage({ paths: [], builtin: true })).techniques),
    page: () => JSON.parse(readFileSync(REPORT_PAGE, 'utf8')) as ReportPage,
  }
}

/** Looks for digest files and keys. Local files are all read by a hunt, so all are proven. @throws UsageError for a path where there are none */
export const prepareProof = async (paths: readonly string[], settings: VerifySettings): Promise<PreparedVerify> => {
  const gone = settings.digests.find((path) => !isS3(path) && !existsSync(path))
  if (gone !== undefined) throw new UsageError(`--digests ${gone}: there is no such file or folder`)
  return prepareVerify(paths, { ...settings, scope: paths.some(isS3) ? settings.scope : {} })
}

/** So many files at once; most of the time goes into waiting for S3. */
const LANES = 6

/** Hashes of what is stored now, in the order given. */
const seen = async (files: readonly string[]): Promise<readonly LogFileSeen[]> => {
  const clients = files.some(isS3) ? createClients() : undefined
  const read = (file: string): Promise<Buffer> => (clients && isS3(file) ? fetchObject(file, clients) : readLocal(file))
  const found: LogFileSeen[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    for (let at = next++; at < files.length; at = next++) found[at] = await seenOf(files[at] as string, read)
  }
  try {
    await Promise.all(Array.from({ length: LANES }, lane))
  } finally {
    clients?.close()
  }
  return found
}

/** A file that went away since, or is not let go again, has no hash. */
const seenOf = async (file: string, read: (file: string) => Promise<Buffer>): Promise<LogFileSeen> => {
  try {
    const bytes = await read(file)
    return { file, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }
  } catch {
    return { file, sha256: null, bytes: null }
  }
}

const placesOf = (found: Case, spec: ContextSpec): readonly AddressPlace[] => {
  const context = openContext(spec)
  return [...new Set(found.events.map(({ address }) => address))].flatMap((address) => {
    const { country, city } = context.of(nobodyAt(address)).place
    return country === null ? [] : [{ address, country, city }]
  })
}

const nobodyAt = (sourceIp: string): Event => ({
  ...{ id: '', time: '', accountId: '', region: '', source: '', name: '', userAgent: '', raw: {} },
  principal: { kind: 'Unknown', identity: '', name: '' },
  sourceIp,
})
