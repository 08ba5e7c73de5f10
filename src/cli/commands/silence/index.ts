/** `tattletrail silence`: one line a command. */
import { defineGroup } from '../../command.ts'
import { add } from './add.ts'
import { expire } from './expire.ts'
import { list } from './list.ts'
import { update } from './update.ts'

export const silence = defineGroup({
  name: 'silence',
  summary: 'hide findings for a while, with an owner and a reason',
  commands: [add, list, update, expire],
})
