/** `tattletrail alerts`: one line a command. */
import { defineGroup } from '../../command.ts'
import { list } from './list.ts'
import { replay } from './replay.ts'
import { resolve } from './resolve.ts'
import { show } from './show.ts'

export const alerts = defineGroup({
  name: 'alerts',
  summary: 'what was told, and why; what could not be delivered',
  commands: [list, show, resolve, replay],
})
