/** `tattletrail contain list`. */
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { configOption, DESK_EXIT_CODES, formatOption } from '../../options.ts'
import { print } from '../../output.ts'

export const list = defineCommand({
  name: 'list',
  summary: 'plans that were applied, the latest first, and how they stand',
  args: [],
  options: { config: configOption(), format: formatOption(formats.plans) },
  examples: ['tattletrail contain list'],
  exitCodes: DESK_EXIT_CODES,
  run: async (_, { config, format }) => {
    const { keptPlans } = await import('../../../app/contain/kept.ts')
    await print(formats.plans, format, await keptPlans(config))
    return 0
  },
})
