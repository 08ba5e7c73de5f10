/** `tattletrail canary`: one line a command. */
import { defineGroup } from '../../command.ts'
import { bait } from './bait.ts'
import { check } from './check.ts'
import { create } from './create.ts'
import { kinds } from './kinds.ts'
import { lint } from './lint.ts'
import { list } from './list.ts'
import { plan } from './plan.ts'
import { retire } from './retire.ts'
import { rotate } from './rotate.ts'
import { rules } from './rules.ts'
import { show } from './show.ts'
import { template } from './template.ts'
import { test } from './test.ts'
import { trail } from './trail.ts'

export const canary = defineGroup({
  name: 'canary',
  summary: 'bait in your own account: planned, created, watched, rotated, retired',
  commands: [kinds, plan, create, list, show, check, test, rotate, retire, bait, lint, template, trail, rules],
})
