/** `tattletrail contain show`. */
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { text } from '../../kinds.ts'
import { configOption, DESK_EXIT_CODES, formatOption } from '../../options.ts'
import { print } from '../../output.ts'

export const show = defineCommand({
  name: 'show',
  summary: 'one plan that was applied: its steps, and every call with who made it and when',
  args: [{ takes: text('id'), about: 'the id, or its beginning' }],
  options: { config: configOption(), format: formatOption(formats.plan) },
  examples: ['tattletrail contain show 7b65b0f3 --format jsonl > audit.jsonl'],
  exitCodes: DESK_EXIT_CODES,
  run: async ([id], { config, format }) => {
    const { keptPlans } = await import('../../../app/contain/kept.ts')
    await print(formats.plan, format, await keptPlans(config, id))
    return 0
  },
})
