/** `tattletrail rules lint`. */
import { oneLine } from '../../../report/terminal.ts'
import { plural } from '../../../report/text.ts'
import { defineCommand } from '../../command.ts'
import { many, text } from '../../kinds.ts'
import { writeLines } from '../../output.ts'

export const lint = defineCommand({
  name: 'lint',
  summary:
    'check rule files: every fault with its place and what was meant, which rules read every record, and what must be switched on',
  args: [
    {
      takes: many(text('path')),
      optional: true,
      about: 'rule files, configurations or folders (default: the built-in pack)',
    },
  ],
  options: {},
  examples: ['tattletrail rules lint', ['tattletrail rules lint my-rules', 'in CI']],
  exitCodes: { 0: 'no rule has an error', 2: 'bad usage, or a rule that cannot be used' },
  run: async ([paths]) => {
    const { lintRules } = await import('../../../app/rules/lint.ts')
    const { rules, errors, warnings, readEverything, switches, rendered } = await lintRules(paths)
    process.stdout.write(rendered)
    if (readEverything.length > 0) {
      process.stdout.write(`\nThese rules make the engine parse every record, because no event name rules them out:\n`)
      await writeLines(readEverything.map((title) => `  ${oneLine(title, 120)}`))
    }
    if (switches.length > 0) {
      process.stdout.write('\nThese rules need what is not recorded, or not delivered, by itself:\n')
      await writeLines(switches.map(([title, origin, what]) => `  ${oneLine(`${title} (${origin})`, 120)}: ${what}`))
    }
    process.stdout.write(
      `${plural(rules, 'rule')} checked: ${plural(errors, 'error')}, ${plural(warnings, 'warning')}\n`,
    )
    return errors > 0 ? 2 : 0
  },
})
