/** `tattletrail destinations`: one line a command. */
import { defineGroup } from '../../command.ts'
import { list } from './list.ts'
import { test } from './test.ts'

export const destinations = defineGroup({
  name: 'destinations',
  summary: 'list the destinations of a configuration, and test them',
  commands: [list, test],
})
