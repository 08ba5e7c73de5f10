/** `tattletrail silence list`. */
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { configOption, DESK_EXIT_CODES, formatOption } from '../../options.ts'
import { print } from '../../output.ts'

export const list = defineCommand({
  name: 'list',
  summary: 'silences, and how much each has hidden',
  args: [],
  options: { config: configOption(), format: formatOption(formats.silences) },
  examples: ['tattletrail silence list --config tattletrail.toml'],
  exitCodes: DESK_EXIT_CODES,
  run: async (_, { config, format }) => {
    const { atDesk } = await import('../../../app/alerting/desk.ts')
    const { listSilences } = await import('../../../flows/desk.ts')
    await print(formats.silences, format, await atDesk(config, listSilences))
    return 0
  },
})
