/** `tattletrail alerts list`. */
import { LEVELS } from '../../../core/rule.ts'
import { formats } from '../../../report/formats/index.ts'
import { number } from '../../../report/text.ts'
import { defineCommand } from '../../command.ts'
import { atLeastOne, oneOf } from '../../kinds.ts'
import { configOption, DESK_EXIT_CODES, formatOption } from '../../options.ts'
import { colorsFor, print } from '../../output.ts'

export const list = defineCommand({
  name: 'list',
  summary: 'alerts, the latest change last',
  args: [],
  options: {
    config: configOption(),
    format: formatOption(formats.alerts),
    status: { takes: oneOf('status', ['firing', 'resolved']), about: 'only these' },
    minLevel: { takes: oneOf('level', LEVELS), about: 'leave out alerts below this level', default: 'low' },
    limit: { takes: atLeastOne('n'), about: 'how many', default: 50 },
  },
  examples: [['tattletrail alerts list --status firing --min-level high', 'what is open and matters']],
  exitCodes: DESK_EXIT_CODES,
  run: async (_, { config, format, status, minLevel, limit }) => {
    const { atDesk } = await import('../../../app/alerting/desk.ts')
    const { listAlerts } = await import('../../../flows/desk.ts')
    const filter = { status, minLevel, limit }
    const { alerts, older, below } = await atDesk(config, (desk) => listAlerts(desk, filter))
    await print(formats.alerts, format, alerts.toReversed())
    const left = [
      ...(older > 0 ? [`${number(older)} older: --limit`] : []),
      ...(below > 0 ? [`${number(below)} below ${minLevel}: --min-level`] : []),
    ]
    if (format === 'text' && left.length > 0)
      process.stdout.write(`${colorsFor(process.stdout).dim(`not shown: ${left.join(' · ')}`)}\n`)
    return 0
  },
})
