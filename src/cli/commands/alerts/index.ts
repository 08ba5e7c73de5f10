/** `tattletrail alerts`: one line a command. */
import { defineGroup } from '../../command.ts'
import { acknowledge } from './acknowledge.ts'
import { assign } from './assign.ts'
import { list } from './list.ts'
import { replay } from './replay.ts'
import { resolve } from './resolve.ts'
import { show } from './show.ts'

export const alerts = defineGroup({
  name: 'alerts',
  summary: 'what was found, who was notified and why, who has it in hand; what could not be delivered',
  commands: [list, show, acknowledge, assign, resolve, replay],
})
