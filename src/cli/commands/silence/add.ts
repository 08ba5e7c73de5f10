/** `tattletrail silence add`. */
import { UsageError } from '../../../core/usage-error.ts'
import { renderPreview } from '../../../report/desk/silences.ts'
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { duration, text } from '../../kinds.ts'
import { configOption, DESK_EXIT_CODES, formatOption } from '../../options.ts'
import { besides, colorsFor, print } from '../../output.ts'
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
    dry: { about: 'add nothing: say what it would have hidden' },
    ...matcherOptions,
  },
  note: 'It says what it would have hidden of the alerts that are in the store. A principal is a whole identity, with its account: `alerts show` has it.',
  examples: [
    'tattletrail silence add --principal arn:aws:iam::123456789012:role/Deploy --rule "Security group*" --for 4h --reason "network migration"',
  ],
  exitCodes: DESK_EXIT_CODES,
  run: async (_, { config, format, reason, owner, for: lasts, dry, ...options }) => {
    if (owner === undefined) throw new UsageError('say who silences it: --owner you@example.com')
    const { atDesk } = await import('../../../app/alerting/desk.ts')
    const { addSilence, previewSilence } = await import('../../../flows/desk.ts')
    const match = toMatcher(options)
    await atDesk(config, async (desk) => {
      const preview = await previewSilence(desk, match)
      if (!dry) await print(formats.silences, format, [await addSilence(desk, { match, owner, reason, lasts })])
      const out = besides(format)
      out.write(renderPreview(preview, match, colorsFor(out)))
    })
    return 0
  },
})
