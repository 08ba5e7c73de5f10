/** One fault of a rule, as the languages report theirs: a warning, which `rules lint` takes for an error when it is sure. */

import type { Problem } from '../core/problem.ts'
import type { Place } from '../notation/claim.ts'

export const problem = (
  place: Place,
  { message, hint, sure }: { readonly message: string; readonly hint?: string | undefined; readonly sure: boolean },
): Problem => ({ message, ...place, hint, warning: true, ...(sure && { mistake: true }) })
