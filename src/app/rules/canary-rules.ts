/** Armed canaries -> rules like all others. */

import type { Canary } from '../../canaries/canary.ts'
import { canaryKinds } from '../../canaries/index.ts'
import { rulesOf } from '../../canaries/rules.ts'
import type { Rule } from '../../core/rule.ts'
import { compileSigma } from '../../languages/sigma/compile.ts'
import { lazyMessageRenderer } from './message.ts'
import { toRule } from './sigma-rules.ts'

/** @throws Error for a kind that is gone, or settings that it does not take any more */
export const canaryRules = (canaries: readonly Canary[]): readonly Rule[] =>
  canaries.flatMap((canary) => {
    const kind = canaryKinds.find((one) => one.kind === canary.kind)
    const decoy = kind?.read(canary.settings)
    if (!kind || !decoy?.success)
      throw new Error(`canary ${canary.id}: ${decoy?.error?.message ?? `no kind is called ${canary.kind}`}`)
    return compileSigma(rulesOf(canary, kind, decoy.data)).rules.map((rule) =>
      toRule(rule, `canary ${canary.id}`, lazyMessageRenderer(rule.message)),
    )
  })
