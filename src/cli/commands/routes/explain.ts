/** `tattletrail routes explain`. */
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { alertId } from '../../names.ts'
import { configOption, DESK_EXIT_CODES, formatOption } from '../../options.ts'
import { print } from '../../output.ts'

export const explain = defineCommand({
  name: 'explain',
  summary: 'where an alert goes, and by which routes',
  args: [{ takes: { ...alertId, name: 'alert' }, about: 'the id, or its beginning' }],
  options: { config: configOption(), format: formatOption(formats.routes) },
  examples: ['tattletrail routes explain 7b65b0f3 --config tattletrail.toml'],
  exitCodes: DESK_EXIT_CODES,
  run: async ([id], { config, format }) => {
    const { atDesk } = await import('../../../app/alerting/desk.ts')
    const { explainRoutes } = await import('../../../flows/desk.ts')
    await print(formats.routes, format, await atDesk(config, (desk) => explainRoutes(desk, id)))
    return 0
  },
})
