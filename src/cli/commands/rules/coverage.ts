/** `tattletrail rules coverage`. */
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { many, text } from '../../kinds.ts'
import { formatOption, rulesOptions } from '../../options.ts'
import { print } from '../../output.ts'

export const coverage = defineCommand({
  name: 'coverage',
  summary: 'which techniques of ATT&CK the rules look for, and which they miss',
  args: [
    {
      takes: many(text('path')),
      optional: true,
      about: 'only these rule files, configurations or folders (default: the built-in pack)',
    },
  ],
  options: { ...rulesOptions, format: formatOption(formats.coverage) },
  examples: [
    ['tattletrail rules coverage', 'the built-in pack'],
    ['tattletrail rules coverage --rules my-rules', 'the pack and your rules'],
    ["tattletrail rules coverage my-rules --format jsonl | jq -r 'select(.rules == []) | .technique'", 'the gaps'],
    ['tattletrail rules coverage --format navigator > layer.json', 'for the ATT&CK Navigator'],
  ],
  exitCodes: { 0: 'done', 2: 'bad usage, or a rule that cannot be used' },
  run: async ([paths], { rules, builtin, format }) => {
    const { loadCoverage } = await import('../../../app/rules/coverage.ts')
    const found = await loadCoverage({ paths: [...paths, ...rules], builtin: builtin && paths.length === 0 })
    await print(formats.coverage, format, found)
    return 0
  },
})
