/** `tattletrail explain RULE EVENT`. */
import type { ExplainSettings } from '../../app/explain.ts'
import { renderExplanation } from '../../report/rules/explain.ts'
import { defineCommand, type OptionsFor } from '../command.ts'
import { text } from '../kinds.ts'
import { ruleName } from '../names.ts'
import { configOption, eventIdOption, rulesOptions } from '../options.ts'
import { colorsFor, writeLines } from '../output.ts'

export const explain = defineCommand({
  name: 'explain',
  summary: 'say why a rule does or does not match an event',
  args: [
    { takes: ruleName, about: 'id, name or title of a rule, or a rule file' },
    { takes: text('event'), about: 'file with the event; - reads standard input' },
  ],
  options: {
    ...rulesOptions,
    eventId: eventIdOption,
    config: configOption('its rules, accounts and networks'),
  } satisfies OptionsFor<ExplainSettings>,
  examples: ['tattletrail explain "Logging was stopped" event.json'],
  exitCodes: { 0: 'done, whether it matches or not', 2: 'bad usage or configuration, or no such rule' },
  run: async ([wanted, file], options) => {
    const { explainRule } = await import('../../app/explain.ts')
    const explained = await explainRule(wanted, file, options)
    process.stderr.write(explained.warnings)
    await writeLines(renderExplanation(explained, colorsFor(process.stdout)))
    return 0
  },
})
