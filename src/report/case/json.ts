/** A Case as JSON: what machines read, and what is kept. */
import type { Case } from '../../core/case.ts'
import { visible } from '../../notation/visible.ts'
import { defineFormat } from '../format.ts'
import { countEvidence, type EvidenceFile } from './evidence.ts'
import type { CaseReport } from './report.ts'

export const caseJsonText = defineFormat({
  name: 'json',
  title: 'all that is known, for programs',
  render: async function* ({ found, proven }: CaseReport) {
    yield* caseJson(found, await proven())
  },
})

/**
 * Indented; nothing in it would be obeyed by a terminal, and it parses to the same values.
 * @param evidence what digest files prove of the logs, when they were asked
 */
export const caseJson = (found: Case, evidence?: readonly EvidenceFile[]): readonly string[] =>
  JSON.stringify(
    {
      format: 'tattletrail-case-1',
      ...found,
      ...(evidence && { evidence: { ...countEvidence(evidence), files: evidence } }),
    },
    null,
    1,
  )
    .split('\n')
    .map(visible)
