/** `tattletrail invoke`. */
import type { InvokeOptions } from '../../app/lambda/invoke.ts'
import { formats } from '../../report/formats/index.ts'
import { defineCommand, type OptionsFor } from '../command.ts'
import { oneOf, text } from '../kinds.ts'
import { configOption, formatOption, rulesOptions } from '../options.ts'
import { print } from '../output.ts'

export const invoke = defineCommand({
  name: 'invoke',
  summary: 'run a function of the deployment on this machine',
  args: [
    { takes: oneOf('function', ['ingest']), about: 'which' },
    { takes: text('event'), about: 'a file with the event that the function is handed; - reads standard input' },
  ],
  options: {
    ...rulesOptions,
    config: configOption(),
    dry: { about: 'send nothing and keep nothing: print what would be sent' },
    objects: {
      takes: text('folder'),
      about: 'read the objects that the event names from this folder, not from S3',
    },
    format: formatOption(formats.invoked),
  } satisfies OptionsFor<InvokeOptions, 'event'>,
  examples: ['tattletrail invoke ingest event.json --config filter_config.json --objects ./logs --dry'],
  exitCodes: {
    0: 'done',
    2: 'bad usage or configuration (nothing was run)',
    3: 'some input or delivery failed, or the store cannot be used',
  },
  run: async ([_, event], options) => {
    const { invokeIngest } = await import('../../app/lambda/invoke.ts')
    const invoked = await invokeIngest({ ...options, event })
    process.stderr.write(invoked.warnings)
    await print(formats.invoked, options.format, invoked)
    const { DeadNotifications = 0, FailedSends = 0 } = invoked.delivered ?? {}
    return invoked.ingested.failures.length + DeadNotifications + FailedSends > 0 ? 3 : 0
  },
})
