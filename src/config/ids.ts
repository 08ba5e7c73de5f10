/** Gives every rule an id of its own: the one it states, or one made from its title. */
import { problemAt, quoted } from './issues.ts'
import type { LocatedProblem } from './located.ts'
import type { RuleDraft, RuleEntry } from './rule-entry.ts'

/** `Create AccessKey` -> `create-accesskey`. */
export const slug = (title: string): string =>
  title
    .slice(0, 100)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '') || 'rule'

export const assignIds = (
  drafts: readonly RuleDraft[],
): { readonly rules: RuleEntry[]; readonly problems: LocatedProblem[] } => {
  const problems: LocatedProblem[] = []
  const taken = new Map<string, RuleDraft>()
  for (const draft of drafts) {
    if (draft.id === undefined) continue
    const first = taken.get(draft.id)
    if (!first) {
      taken.set(draft.id, draft)
      continue
    }
    const hint = `the first is at ${first.document.file}:${first.document.locate(first.path).line}`
    const message = `a rule with the id ${quoted(draft.id)} exists already`
    problems.push(problemAt(draft.document, [...draft.path, 'id'], message, { hint }))
  }
  // Titles may repeat, as cloudtrail-tattletail allows: the second gets a number.
  const counts = new Map<string, number>()
  const rules = drafts.map((draft) => {
    if (draft.id !== undefined) return { ...draft, id: draft.id }
    const base = slug(draft.title)
    let count = counts.get(base) ?? 1
    let id = count === 1 ? base : `${base}-${count}`
    while (taken.has(id)) id = `${base}-${++count}`
    counts.set(base, count)
    taken.set(id, draft)
    return { ...draft, id }
  })
  return { rules, problems }
}
