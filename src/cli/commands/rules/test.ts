/** `tattletrail rules test`. */
import { oneLine } from '../../../report/terminal.ts'
import { number, plural } from '../../../report/text.ts'
import { defineCommand } from '../../command.ts'
import { many, text } from '../../kinds.ts'
import { colorsFor, writeLines } from '../../output.ts'

export const testRules = defineCommand({
  name: 'test',
  summary: 'run the tests that rules carry',
  args: [
    {
      takes: many(text('path')),
      optional: true,
      about: 'rule files, configurations or folders (default: the built-in pack)',
    },
  ],
  options: {},
  examples: ['tattletrail rules test my-rules'],
  exitCodes: { 0: 'all pass', 2: 'one fails, bad usage, or a rule that cannot be used' },
  run: async ([paths]) => {
    const { loadRules } = await import('../../../app/rules/load.ts')
    const { testRules } = await import('../../../app/scan/test-rules.ts')
    const { passed, failures, untested } = testRules(await loadRules({ paths, builtin: paths.length === 0 }))
    const colors = colorsFor(process.stdout)
    await writeLines(
      failures.map(
        ({ rule, test, reason }) =>
          `${colors.red('FAIL')}  ${oneLine(rule, 100)} › ${oneLine(test, 100)}: ${oneLine(reason, 400)}`,
      ),
    )
    await writeLines(untested.map((title) => `${colors.yellow('none')}  ${oneLine(title, 100)} has no tests`))
    process.stdout.write(
      `${number(passed)} passed, ${number(failures.length)} failed, ${plural(untested.length, 'rule')} without tests\n`,
    )
    return failures.length > 0 ? 2 : 0
  },
})
