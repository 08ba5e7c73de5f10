/** `tattletrail alerts replay`. */
import { formats } from '../../../report/formats/index.ts'
import { plural } from '../../../report/text.ts'
import { defineCommand } from '../../command.ts'
import { alertId } from '../../names.ts'
import { configOption, DESK_EXIT_CODES, formatOption } from '../../options.ts'
import { print } from '../../output.ts'

export const replay = defineCommand({
  name: 'replay',
  summary: 'put notifications that could not be delivered back into the outbox',
  args: [{ takes: alertId, optional: true, about: 'only those of one alert' }],
  options: {
    config: configOption(),
    format: formatOption(formats.deadLetters),
    list: { about: 'print them and why, and change nothing' },
  },
  examples: [
    ['tattletrail alerts replay --list', 'what could not be delivered, and why'],
    ['tattletrail alerts replay', 'try all of it again'],
  ],
  exitCodes: DESK_EXIT_CODES,
  run: async ([id], { config, format, list }) => {
    const { atDesk } = await import('../../../app/alerting/desk.ts')
    const { deadLetters, replay } = await import('../../../flows/desk.ts')
    if (list) {
      await print(formats.deadLetters, format, await atDesk(config, deadLetters))
      return 0
    }
    const count = await atDesk(config, (desk) => replay(desk, id))
    process.stdout.write(`${plural(count, 'dead letter')} put back: they are sent at the next delivery\n`)
    return 0
  },
})
