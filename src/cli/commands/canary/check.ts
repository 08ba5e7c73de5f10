/** `tattletrail canary check`. */
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { many } from '../../kinds.ts'
import { canaryName } from '../../names.ts'
import { formatOption } from '../../options.ts'
import { print } from '../../output.ts'
import { accountOptions, CANARY_EXIT_CODES, said } from './options.ts'

export const check = defineCommand({
  name: 'check',
  summary: 'whether a touch would be seen: trails, rules of the bus, queues, and the canary itself',
  args: [{ takes: many(canaryName), optional: true, about: 'ids, or their beginnings (default: all)' }],
  options: {
    config: accountOptions.config,
    format: formatOption(formats.canaryChecks),
    alert: { about: 'keep what is wrong as alerts, which go the way of all others' },
  },
  note: '`run` checks by itself, every hour, where it has credentials. Nothing in the account is changed.',
  examples: ['tattletrail canary check', 'tattletrail canary check 7b65b0f3 --format jsonl'],
  exitCodes: { ...CANARY_EXIT_CODES, 0: 'every touch would be seen', 1: 'some would not, or late' },
  run: async ([ids], { config, format, alert }) => {
    const { checkIn } = await import('../../../app/canaries/check.ts')
    return said(
      (async () => {
        const { lines, isWell } = await checkIn({ config, ids, keeps: alert })
        await print(formats.canaryChecks, format, lines)
        return isWell ? 0 : 1
      })(),
    )
  },
})
