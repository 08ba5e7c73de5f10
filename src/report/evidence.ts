/** The files that a case rests on, and what digest files prove of each. */
import type { VerifyReport } from '../core/verify.ts'

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
}

/** In the order given; without a report nothing is known of any file. What a digest misses comes last. */
export const evidenceOf = (files: readonly LogFileSeen[], report?: VerifyReport): readonly EvidenceFile[] => {
  const verified = new Set(report?.verified)
  const faults = new Map((report?.faults ?? []).map((fault) => [fault.file, fault]))
  const names = new Set(files.map(({ file }) => file))
  return [
    ...files.map((seen): EvidenceFile => {
      const fault = faults.get(seen.file)
      if (fault?.checked) return { ...seen, state: 'wrong', detail: fault.detail }
      if (verified.has(seen.file)) return { ...seen, state: 'verified', detail: 'as CloudTrail wrote it' }
      return { ...seen, state: 'unknown', detail: fault?.detail ?? (report ? 'no digest proves it' : 'not checked') }
    }),
    ...(report?.faults ?? [])
      .filter(({ file, kind }) => kind === 'log-missing' && !names.has(file))
      .map(({ file, detail }): EvidenceFile => ({ file, sha256: null, bytes: null, state: 'wrong', detail })),
  ]
}
