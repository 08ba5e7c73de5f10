/** `tattletrail alerts acknowledge`. */
import { UsageError } from '../../../core/usage-error.ts'
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { text } from '../../kinds.ts'
import { alertId } from '../../names.ts'
import { configOption, DESK_EXIT_CODES, formatOption } from '../../options.ts'
import { print } from '../../output.ts'

export const acknowledge = defineCommand({
  name: 'acknowledge',
  summary: 'say that somebody has an alert in hand: it is not repeated to the others',
  args: [{ takes: alertId, about: 'the id, or its beginning' }],
  options: {
    config: configOption(),
    format: formatOption(formats.done),
    by: { takes: text('name'), about: 'who (default: $USER)', default: () => process.env.USER || undefined },
  },
  examples: ['tattletrail alerts acknowledge 7b65b0f3 --by dana@example.com'],
  exitCodes: DESK_EXIT_CODES,
  run: async ([id], { config, format, by }) => {
    if (by === undefined) throw new UsageError('say who has it in hand: --by you@example.com')
    const { atDesk } = await import('../../../app/alerting/desk.ts')
    const { acknowledgeAlert } = await import('../../../flows/desk.ts')
    const { alert, isChanged } = await atDesk(config, (desk) => acknowledgeAlert(desk, id, by))
    const message = `alert ${alert.id} ${isChanged ? 'is' : 'was already'} acknowledged by ${alert.acknowledged?.by}`
    await print(formats.done, format, [{ id: alert.id, message }])
    return 0
  },
})
