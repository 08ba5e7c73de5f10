/** `tattletrail canary kinds`. */
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { formatOption } from '../../options.ts'
import { print } from '../../output.ts'
import { CANARY_EXIT_CODES } from './options.ts'

export const kinds = defineCommand({
  name: 'kinds',
  summary: 'what can be bait, its settings, and where it lies well',
  args: [],
  options: { format: formatOption(formats.canaryKinds) },
  examples: ['tattletrail canary kinds'],
  exitCodes: { 0: CANARY_EXIT_CODES[0] },
  run: async (_, { format }) => {
    const { kindsOfCanaries } = await import('../../../app/canaries/desk.ts')
    await print(formats.canaryKinds, format, kindsOfCanaries())
    return 0
  },
})
