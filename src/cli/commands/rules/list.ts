/** `tattletrail rules list`. */
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { formatOption, rulesOptions } from '../../options.ts'
import { print } from '../../output.ts'

export const list = defineCommand({
  name: 'list',
  summary: 'the rules that scan would use',
  args: [],
  options: { ...rulesOptions, format: formatOption(formats.rules) },
  examples: [['tattletrail rules list --rules my-rules --no-builtin', 'only your own']],
  exitCodes: { 0: 'done', 2: 'bad usage, or a rule that cannot be used' },
  run: async (_, { rules: paths, builtin, format }) => {
    const { loadRules } = await import('../../../app/rules/load.ts')
    const { rules, correlations } = await loadRules({ paths, builtin })
    await print(formats.rules, format, [...rules, ...correlations.map((one) => ({ ...one, language: 'sigma' }))])
    return 0
  },
})
