/** `tattletrail rules`: one line a command. */
import { defineGroup } from '../../command.ts'
import { backtest } from './backtest.ts'
import { coverage } from './coverage.ts'
import { fromEvent } from './from-event.ts'
import { lint } from './lint.ts'
import { list } from './list.ts'
import { testRules } from './test.ts'

export const rules = defineGroup({
  name: 'rules',
  summary: 'list, check, test and write rules',
  commands: [list, lint, testRules, coverage, backtest, fromEvent],
})
