/** `tattletrail canary test`. */
import { setTimeout } from 'node:timers/promises'
import { oneLine } from '../../../report/terminal.ts'
import { defineCommand } from '../../command.ts'
import { duration } from '../../kinds.ts'
import { canaryName } from '../../names.ts'
import { configOption } from '../../options.ts'
import { CANARY_EXIT_CODES } from './options.ts'

/** CloudTrail delivers "within an average of about 5 minutes of an API call" (CloudTrail User Guide). */
const PATIENCE = 15 * 60_000

export const test = defineCommand({
  name: 'test',
  summary: 'say how to touch a canary, wait until the touch is seen as an alert, and arm it',
  args: [{ takes: canaryName, about: 'the id, or its beginning' }],
  options: {
    config: configOption('its store, which `run` or a function writes to'),
    wait: { takes: duration, about: 'how long the touch is waited for', default: PATIENCE },
  },
  examples: ['tattletrail canary test 7b65b0f3'],
  exitCodes: { ...CANARY_EXIT_CODES, 1: 'no touch was seen: something between the call and the store does not work' },
  run: async ([id], { config, wait: patience }) => {
    const { inStore, touchOf } = await import('../../../app/canaries/desk.ts')
    const { armCanary } = await import('../../../flows/canary/arm.ts')
    return inStore(config, async (store) => {
      const since = Date.now()
      for (const line of await touchOf(store, id)) process.stderr.write(`${oneLine(line, 2000)}\n`)
      // CloudTrail writes whole seconds.
      const wait = (milliseconds: number): Promise<void> => setTimeout(milliseconds)
      const armed = await armCanary({ store, wait, now: Date.now }, id, since - 1_000, since + patience)
      process.stdout.write(armed ? `canary ${armed.canary.id} is armed\n` : 'no touch was seen\n')
      return armed ? 0 : 1
    })
  },
})
