/** `tattletrail silence update`. */

import { renderPreview } from '../../../report/desk/silences.ts'
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { duration, text } from '../../kinds.ts'
import { silenceId } from '../../names.ts'
import { configOption, DESK_EXIT_CODES, formatOption } from '../../options.ts'
import { besides, colorsFor, print } from '../../output.ts'
import { matcherOptions, toMatcher } from './matcher.ts'

export const update = defineCommand({
  name: 'update',
  summary: 'change a silence that is not over; what it has hidden stays counted',
  args: [{ takes: silenceId, about: 'the id' }],
  options: {
    config: configOption(),
    format: formatOption(formats.silences),
    reason: { takes: text('text'), about: 'why' },
    for: { takes: duration, about: 'how long from now, for example 30m, 4h or 7d; 90d at most' },
    owner: { takes: text('name'), about: 'who' },
    ...matcherOptions,
  },
  note: 'What to match is replaced as a whole by the options that say so.',
  examples: [['tattletrail silence update 5f1c22a0 --for 2d', 'it is needed two days more']],
  exitCodes: DESK_EXIT_CODES,
  run: async ([id], { config, format, reason, owner, for: lasts, ...options }) => {
    const { atDesk } = await import('../../../app/alerting/desk.ts')
    const { previewSilence, updateSilence } = await import('../../../flows/desk.ts')
    const match = toMatcher(options)
    const isMatched = Object.keys(match).length > 0
    const change = { match: isMatched ? match : undefined, owner, reason, lasts }
    await atDesk(config, async (desk) => {
      await print(formats.silences, format, [await updateSilence(desk, id, change)])
      const out = besides(format)
      if (isMatched) out.write(renderPreview(await previewSilence(desk, match), match, colorsFor(out)))
    })
    return 0
  },
})
