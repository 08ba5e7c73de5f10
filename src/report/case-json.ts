/** A Case as JSON: what machines read, and what is kept. */
import type { Case } from '../core/case.ts'
import { visible } from '../core/visible.ts'

/** Indented; nothing in it would be obeyed by a terminal, and it parses to the same values. */
export const caseJson = (found: Case): readonly string[] =>
  JSON.stringify({ format: 'tattletrail-case-1', ...found }, null, 1)
    .split('\n')
    .map(visible)
