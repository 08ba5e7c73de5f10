/** `tattletrail silence add`. */

import { randomBytes } from 'node:crypto'
import type { Matcher } from '../../../core/alert.ts'
import { LEVELS } from '../../../core/rule.ts'
import { UsageError } from '../../../core/usage-error.ts'
import { DAY, parseDuration } from '../../../notation/duration.ts'
import { formats } from '../../../report/formats.ts'
import { defineCommand, type OptionsFor } from '../../command.ts'
import { list, oneOf, text } from '../../kinds.ts'
import { configOption, DESK_EXIT_CODES, formatOption, ruleName } from '../../options.ts'
import { print } from '../../output.ts'

/** Longer silences are forgotten about; renew one that is still needed. */
const LONGEST = 90 * DAY

/** What is hidden. */
const matcherOptions = {
  rule: { takes: list(ruleName), about: 'id or title; * stands for any text, here and below' },
  tag: { takes: list(text('tag')), about: 'tag of the rule' },
  account: { takes: list(text('id')), about: 'id or name' },
  environment: { takes: list(text('name')), about: 'of the account' },
  region: { takes: list(text('name')), about: 'region' },
  principal: { takes: list(text('name')), about: 'name or ARN' },
  ip: { takes: list(text('range')), about: 'address or CIDR range' },
  level: { takes: oneOf('level', LEVELS), about: 'this level or a higher one' },
} as const satisfies OptionsFor<Matcher>

export const add = defineCommand({
  name: 'add',
  summary: 'hide what matches; every option must hold, each takes several values',
  args: [],
  options: {
    config: configOption(),
    format: formatOption(formats.silences),
    reason: { takes: text('text'), about: 'why', required: true },
    for: { takes: text('time'), about: 'how long, for example 30m, 4h or 7d', required: true },
    owner: { takes: text('name'), about: 'who (default: $USER)', default: () => process.env.USER || undefined },
    ...matcherOptions,
  },
  examples: [
    'tattletrail silence add --principal terraform --rule "Security group*" --for 4h --reason "network migration"',
  ],
  exitCodes: DESK_EXIT_CODES,
  run: async (_, { config, format, reason, owner, for: time, ...options }) => {
    const lasts = milliseconds(time)
    if (owner === undefined) throw new UsageError('say who silences it: --owner you@example.com')
    const given = Object.entries(options).filter(([, value]) => value.length > 0)
    const match: Matcher = Object.fromEntries(given)
    const { atDesk } = await import('../../../app/alerting/desk.ts')
    const { addSilence } = await import('../../../flows/desk.ts')
    const id = randomBytes(4).toString('hex')
    const silence = await atDesk(config, ({ store }) =>
      addSilence(store, { match, owner, reason, lasts }, id, Date.now()),
    )
    await print(formats.silences, format, [silence])
    return 0
  },
})

/** @throws UsageError */
const milliseconds = (time: string): number => {
  const lasts = parseDuration(time)
  if (lasts && lasts <= LONGEST) return lasts
  throw new UsageError(`--for ${time}: expected how long, for example 30m, 4h or 7d; 90d at most`)
}
