/** `tattletrail destinations list`. */
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { configOption, DESK_EXIT_CODES, formatOption, neededConfig } from '../../options.ts'
import { print } from '../../output.ts'

export const list = defineCommand({
  name: 'list',
  summary: 'where alerts can go; secrets are not shown',
  args: [],
  options: { config: configOption(), format: formatOption(formats.destinations) },
  examples: ['tattletrail destinations list --config tattletrail.toml'],
  exitCodes: DESK_EXIT_CODES,
  run: async (_, { config, format }) => {
    const { describeDestination, readDestinations } = await import('../../../app/alerting/destinations.ts')
    await print(formats.destinations, format, (await readDestinations(neededConfig(config))).map(describeDestination))
    return 0
  },
})
