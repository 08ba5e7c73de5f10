/** `tattletrail canary list`. */
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { configOption, DESK_EXIT_CODES, formatOption } from '../../options.ts'
import { print } from '../../output.ts'

export const list = defineCommand({
  name: 'list',
  summary: 'canaries: state, where their bait lies, what is due',
  args: [],
  options: {
    config: configOption('its store'),
    format: formatOption(formats.canaries),
    all: { about: 'and those that are retired' },
  },
  examples: ['tattletrail canary list'],
  exitCodes: DESK_EXIT_CODES,
  run: async (_, { config, format, all }) => {
    const { inStore } = await import('../../../app/canaries/desk.ts')
    const { linesOf } = await import('../../../flows/canary/inventory.ts')
    const lines = await inStore(config, (store) => linesOf(store, Date.now()))
    await print(formats.canaries, format, all ? lines : lines.filter(({ state }) => state !== 'retired'))
    return 0
  },
})
