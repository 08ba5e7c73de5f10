/** `tattletrail alerts show`. */
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { alertId } from '../../names.ts'
import { configOption, DESK_EXIT_CODES, formatOption } from '../../options.ts'
import { print } from '../../output.ts'

export const show = defineCommand({
  name: 'show',
  summary: 'one alert: its findings, every decision, every notification',
  args: [{ takes: alertId, about: 'the id, or its beginning' }],
  options: { config: configOption(), format: formatOption(formats.alert) },
  examples: ['tattletrail alerts show 7b65b0f3 --config tattletrail.toml'],
  exitCodes: DESK_EXIT_CODES,
  run: async ([id], { config, format }) => {
    const { atDesk } = await import('../../../app/alerting/desk.ts')
    const { showAlert } = await import('../../../flows/desk.ts')
    await print(formats.alert, format, [await atDesk(config, (desk) => showAlert(desk, id))])
    return 0
  },
})
