/** `tattletrail contain plan`. */
import type { PlanSettings } from '../../../app/contain/plan.ts'
import { formats } from '../../../report/formats/index.ts'
import { oneLine } from '../../../report/terminal.ts'
import { defineCommand, type OptionsFor } from '../../command.ts'
import { untilInterrupted } from '../../job.ts'
import { duration, list, many, text } from '../../kinds.ts'
import { configOption, formatOption } from '../../options.ts'
import { print } from '../../output.ts'

export const plan = defineCommand({
  name: 'plan',
  summary: 'what would stop them: exact calls, what each stops and breaks, and its undo; reads, and changes nothing',
  args: [
    {
      takes: text('indicator'),
      about: 'the ARN of a user or a role, a key, an alert, a case (case.json); with logs whatever investigate takes',
    },
    {
      takes: many(text('path')),
      optional: true,
      about: 'log files or folders: what they did, and what is theirs by right',
    },
  ],
  options: {
    do: { takes: list(text('action')), about: 'put these steps into the plan (default: what stops all that was seen)' },
    keep: { takes: list(text('action')), about: 'an IAM action that is needed, such as s3:GetObject (repeatable)' },
    network: { takes: list(text('range')), about: 'where it is used rightly (repeatable)' },
    endpoint: { takes: list(text('id')), about: 'a VPC endpoint through which it is used rightly (repeatable)' },
    expires: { takes: duration, about: 'how long the plan may be applied', default: 3_600_000 },
    reason: { takes: text('text'), about: 'why, or a ticket: it is kept with the plan' },
    config: configOption(),
    format: formatOption(formats.ladder),
  } satisfies OptionsFor<PlanSettings>,
  examples: [
    'tattletrail contain plan arn:aws:iam::123456789012:user/build-bot',
    ['tattletrail contain plan 198.51.100.7 ./logs', 'everything that the address leads to'],
    'tattletrail contain plan AKIAIOSFODNN7EXAMPLE ./logs --do disable-key,revoke-sessions --format json > plan.json',
  ],
  exitCodes: {
    0: 'done',
    2: 'bad usage, or nothing to contain',
    3: 'AWS or the store did not answer, or some logs could not be read (the plan is made of the rest)',
    130: 'interrupted: there is no plan',
  },
  run: async ([indicator, paths], options) => {
    const { atContain } = await import('../../../app/contain/desk.ts')
    const { planLadder } = await import('../../../app/contain/plan.ts')
    const ladder = await untilInterrupted(async (signal) => {
      const note = (): void => {}
      const made = await atContain(options.config, note, (desk) =>
        planLadder(desk, indicator, paths, options, note, signal),
      )
      return signal.aborted ? undefined : made
    })
    if (!ladder) {
      process.stderr.write('interrupted: a plan from half of the logs would be none\n')
      return 130
    }
    await print(formats.ladder, options.format, ladder)
    if (options.format !== 'text')
      for (const one of ladder.unread) process.stderr.write(`not read: ${oneLine(one, 300)}\n`)
    return ladder.unread.length > 0 ? 3 : 0
  },
})
