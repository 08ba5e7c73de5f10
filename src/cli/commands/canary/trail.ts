/** `tattletrail canary trail`. */
import { defineCommand } from '../../command.ts'
import { text } from '../../kinds.ts'
import { configOption, DESK_EXIT_CODES } from '../../options.ts'
import { printed } from './options.ts'

export const trail = defineCommand({
  name: 'trail',
  summary: 'print the template of a trail for the data events of canaries alone',
  args: [],
  options: {
    config: configOption('its store'),
    region: { takes: text('region'), about: 'whose canaries (default: the only one that has some)' },
    bucket: { takes: text('name'), about: 'of the logs that are read (default: a new one)' },
  },
  note: 'The trail that you have is not touched: new selectors would replace all of its own.',
  examples: [
    'tattletrail canary trail > trail.json',
    'aws cloudformation deploy --template-file trail.json --stack-name audit-data',
  ],
  exitCodes: DESK_EXIT_CODES,
  run: async (_, { config, region, bucket }) => {
    const { inStore } = await import('../../../app/canaries/desk.ts')
    const { printedTrail } = await import('../../../app/canaries/watch.ts')
    return printed(await inStore(config, (store) => printedTrail(store, region, bucket)))
  },
})
