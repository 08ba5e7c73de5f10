/** `tattletrail contain`: one line a command. */
import { defineGroup } from '../../command.ts'
import { apply } from './apply.ts'
import { list } from './list.ts'
import { permissions } from './permissions.ts'
import { plan } from './plan.ts'
import { restore } from './restore.ts'
import { show } from './show.ts'
import { watch } from './watch.ts'

export const contain = defineGroup({
  name: 'contain',
  summary: 'stop somebody, know what it breaks, and undo it: plans that are read before they are applied',
  commands: [plan, apply, restore, watch, list, show, permissions],
})
