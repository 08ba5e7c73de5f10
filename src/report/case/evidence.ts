/** The files that a case rests on, and what digest files prove of each. */
import type { VerifyReport } from '../../core/verify.ts'

export interface LogFileSeen {
  readonly file: string
  /** As stored, in hexadecimal; null where it was not computed (a lake, Athena). */
  readonly sha256: string | null
  readonly bytes: number | null
}

export interface EvidenceFile extends LogFileSeen {
  /** `verified`: it is as CloudTrail wrote it; `wrong`: it is proven not to be; `unknown`: nothing is proven. */
  readonly state: 'verified' | 'wrong' | 'unknown'
  readonly detail: string
  /** How many events in scope are from it. */
  readonly events: number
}

export interface EvidenceCounts {
  readonly verified: number
  readonly wrong: number
  readonly unknown: number
  readonly events: number
  /** Those in scope that verified files hold. */
  readonly eventsVerified: number
}

export const countEvidence = (files: readonly EvidenceFile[]): EvidenceCounts => {
  const of = (state: EvidenceFile['state']): readonly EvidenceFile[] => files.filter((file) => file.state === state)
  const eventsIn = (some: readonly EvidenceFile[]): number => some.reduce((sum, { events }) => sum + events, 0)
  const verified = of('verified')
  return {
    verified: verified.length,
    wrong: of('wrong').length,
    unknown: of('unknown').length,
    events: eventsIn(files),
    eventsVerified: eventsIn(verified),
  }
}

/** What is wrong comes first, then what the case is from; else in the order given. Without a report nothing is known of any file. */
export const evidenceOf = (
  files: readonly LogFileSeen[],
  found: readonly { readonly file: string }[],
  report?: VerifyReport,
): readonly EvidenceFile[] => {
  const counts = new Map<string, number>()
  for (const { file } of found) counts.set(file, (counts.get(file) ?? 0) + 1)
  const verified = new Set(report?.verified)
  const faults = new Map((report?.faults ?? []).map((fault) => [fault.file, fault]))
  const names = new Set(files.map(({ file }) => file))
  const listed = [
    ...files.map((file): EvidenceFile => {
      const seen = { ...file, events: counts.get(file.file) ?? 0 }
      const fault = faults.get(seen.file)
      if (fault?.checked) return { ...seen, state: 'wrong', detail: fault.detail }
      if (verified.has(seen.file)) return { ...seen, state: 'verified', detail: 'as CloudTrail wrote it' }
      return { ...seen, state: 'unknown', detail: fault?.detail ?? (report ? 'no digest proves it' : 'not checked') }
    }),
    ...(report?.faults ?? [])
      .filter(({ file, kind }) => kind === 'log-missing' && !names.has(file))
      .map(
        ({ file, detail }): EvidenceFile => ({ file, sha256: null, bytes: null, state: 'wrong', detail, events: 0 }),
      ),
  ]
  const rank = ({ state, events }: EvidenceFile): number => (state === 'wrong' ? 0 : events > 0 ? 1 : 2)
  return listed.sort((a, b) => rank(a) - rank(b))
}
