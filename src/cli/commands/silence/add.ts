/** `tattletrail silence add`. */
import { UsageError } from '../../../core/usage-error.ts'
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { duration, text } from '../../kinds.ts'
import { configOption, DESK_EXIT_CODES, formatOption } from '../../options.ts'
import { print } from '../../output.ts'
import { matcherOptions, toMatcher } from './matcher.ts'

export const add = defineCommand({
  name: 'add',
  summary: 'hide what matches; every option must hold, each takes several values',
  args: [],
  options: {
    config: configOption(),
    format: formatOption(formats.silences),
    reason: { takes: text('text'), about: 'why', required: true },
    for: { takes: duration, about: 'how long, for example 30m, 4h or 7d; 90d at most', required: true },
    owner: { takes: text('name'), about: 'who (default: $USER)', default: () => process.env.USER || undefined },
    ...matcherOptions,
  },
  examples: [
    'tattletrail silence add --principal terraform --rule "Security group*" --for 4h --reason "network migration"',
  ],
  exitCodes: DESK_EXIT_CODES,
  run: async (_, { config, format, reason, owner, for: lasts, ...options }) => {
    if (owner === undefined) throw new UsageError('say who silences it: --owner you@example.com')
    const { atDesk } = await import('../../../app/alerting/desk.ts')
    const { addSilence } = await import('../../../flows/desk.ts')
    const silence = { match: toMatcher(options), owner, reason, lasts }
    await print(formats.silences, format, [await atDesk(config, (desk) => addSilence(desk, silence))])
    return 0
  },
})
