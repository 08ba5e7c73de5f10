/** `tattletrail silence expire`. */
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { silenceId } from '../../names.ts'
import { configOption, DESK_EXIT_CODES, formatOption } from '../../options.ts'
import { print } from '../../output.ts'

export const expire = defineCommand({
  name: 'expire',
  summary: 'end a silence now',
  args: [{ takes: silenceId, about: 'the id' }],
  options: { config: configOption(), format: formatOption(formats.done) },
  examples: ['tattletrail silence expire 5f1c22a0'],
  exitCodes: DESK_EXIT_CODES,
  run: async ([id], { config, format }) => {
    const { atDesk } = await import('../../../app/alerting/desk.ts')
    const { expireSilence } = await import('../../../flows/desk.ts')
    await atDesk(config, (desk) => expireSilence(desk, id))
    await print(formats.done, format, [{ id, message: `silence ${id} is over` }])
    return 0
  },
})
