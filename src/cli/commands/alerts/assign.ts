/** `tattletrail alerts assign`. */
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { text } from '../../kinds.ts'
import { alertId } from '../../names.ts'
import { configOption, DESK_EXIT_CODES, formatOption } from '../../options.ts'
import { print } from '../../output.ts'

export const assign = defineCommand({
  name: 'assign',
  summary: 'say who looks after an alert',
  args: [
    { takes: alertId, about: 'the id, or its beginning' },
    { takes: text('who'), about: 'who looks after it' },
  ],
  options: {
    config: configOption(),
    format: formatOption(formats.done),
  },
  examples: ['tattletrail alerts assign 7b65b0f3 bob@example.com'],
  exitCodes: DESK_EXIT_CODES,
  run: async ([id, who], { config, format }) => {
    const { atDesk } = await import('../../../app/alerting/desk.ts')
    const { assignAlert } = await import('../../../flows/desk.ts')
    const { alert, isChanged } = await atDesk(config, (desk) => assignAlert(desk, id, who))
    const message = `alert ${alert.id} ${isChanged ? 'is' : 'was already'} assigned to ${alert.assignee}`
    await print(formats.done, format, [{ id: alert.id, message }])
    return 0
  },
})
