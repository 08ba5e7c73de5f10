/** `tattletrail alerts resolve`. */
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { alertId } from '../../names.ts'
import { configOption, DESK_EXIT_CODES, formatOption } from '../../options.ts'
import { print } from '../../output.ts'

export const resolve = defineCommand({
  name: 'resolve',
  summary: 'say that an alert is over',
  args: [{ takes: alertId, about: 'the id, or its beginning' }],
  options: { config: configOption(), format: formatOption(formats.done) },
  examples: ['tattletrail alerts resolve 7b65b0f3'],
  exitCodes: DESK_EXIT_CODES,
  run: async ([id], { config, format }) => {
    const { atDesk } = await import('../../../app/alerting/desk.ts')
    const { resolveAlert } = await import('../../../flows/desk.ts')
    const { alert, isChanged } = await atDesk(config, (desk) => resolveAlert(desk, id))
    const message = `alert ${alert.id} ${isChanged ? 'is resolved' : 'was resolved already'}`
    await print(formats.done, format, [{ id: alert.id, message }])
    return 0
  },
})
