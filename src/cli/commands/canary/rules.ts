/** `tattletrail canary rules`. */
import { UsageError } from '../../../core/usage-error.ts'
import { defineCommand } from '../../command.ts'
import { text } from '../../kinds.ts'
import { configOption, DESK_EXIT_CODES } from '../../options.ts'
import { printed } from './options.ts'

const QUEUE = /^arn:[\w-]+:sqs:[\w-]+:\d{12}:[\w-]+(?:\.fifo)?$/

export const rules = defineCommand({
  name: 'rules',
  summary: 'print the template of rules of the event bus that bring touches within seconds',
  args: [{ takes: text('queue-arn'), about: 'the queue of the deployment (its output QueueArn)' }],
  options: {
    config: configOption('its store'),
    region: { takes: text('region'), about: 'whose canaries (default: the only one that has some)' },
  },
  examples: ['tattletrail canary rules arn:aws:sqs:eu-west-1:123456789012:tattletrail-Queue > rules.json'],
  exitCodes: DESK_EXIT_CODES,
  run: async ([queue], { config, region }) => {
    if (!QUEUE.test(queue))
      throw new UsageError(`${queue} is no ARN of a queue, such as arn:aws:sqs:eu-west-1:123456789012:name`)
    const { inStore } = await import('../../../app/canaries/desk.ts')
    const { printedRules } = await import('../../../app/canaries/watch.ts')
    return printed(await inStore(config, (store) => printedRules(store, region, queue)))
  },
})
