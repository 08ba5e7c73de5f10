/** `tattletrail contain watch`. */
import type { WatchSettings } from '../../../app/contain/watch.ts'
import { formats } from '../../../report/formats/index.ts'
import { defineCommand, type OptionsFor } from '../../command.ts'
import { untilInterrupted } from '../../job.ts'
import { duration, many, text } from '../../kinds.ts'
import { configOption, formatOption } from '../../options.ts'
import { print } from '../../output.ts'

export const watch = defineCommand({
  name: 'watch',
  summary: 'what they still try after a plan was applied, denied or not, and whether nothing gets through any more',
  args: [
    { takes: text('id'), about: 'the id of the plan, or its beginning' },
    {
      takes: many(text('path')),
      optional: true,
      about: 'logs to look at once (default: those of the configured source, until it is quiet)',
    },
  ],
  options: {
    quiet: { takes: duration, about: 'for how long nothing is to get through', default: 900_000 },
    every: { takes: duration, about: 'how often to look again', default: 30_000 },
    config: configOption(),
    format: formatOption(formats.watch),
  } satisfies OptionsFor<WatchSettings>,
  examples: [
    'tattletrail contain watch 7b65b0f3',
    ['tattletrail contain watch 7b65b0f3 lookup:eu-west-1 --quiet 30m', 'in the event history, once'],
  ],
  exitCodes: {
    0: 'nothing got through for that long',
    1: 'something did, or the logs do not go that far yet',
    2: 'bad usage, or a plan that holds nobody',
    3: 'the store did not answer, or some logs could not be read',
    130: 'interrupted',
  },
  run: ([id, paths], options) =>
    untilInterrupted(async (signal) => {
      const { watchPlan } = await import('../../../app/contain/watch.ts')
      let code: 0 | 1 | 3 = 1
      for await (const look of watchPlan(id, paths, options, signal)) {
        await print(formats.watch, options.format, look)
        code = look.unread.length > 0 ? 3 : look.isQuiet ? 0 : 1
      }
      return signal.aborted ? 130 : code
    }),
})
