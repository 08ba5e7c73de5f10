/** `tattletrail canary template`. */
import { defineCommand } from '../../command.ts'
import { oneOf } from '../../kinds.ts'
import { configOption, DESK_EXIT_CODES } from '../../options.ts'
import { kindArg, settingsArg } from './options.ts'

export const template = defineCommand({
  name: 'template',
  summary: 'print the template of a canary, or of all, for a pipeline of your own',
  args: [{ ...kindArg, optional: true }, settingsArg],
  options: {
    config: configOption('its store'),
    format: {
      short: 'f',
      takes: oneOf('format', ['cloudformation', 'terraform']),
      about: 'of the template',
      default: 'cloudformation',
    },
  },
  note: 'Once your pipeline has deployed it, `canary create` with --stack finds it there and does the rest.',
  examples: ['tattletrail canary template iam_role name=orders-admin', 'tattletrail canary template'],
  exitCodes: DESK_EXIT_CODES,
  run: async ([kind, settings], { config, format }) => {
    const { inStore, printedTemplate, settingsFrom } = await import('../../../app/canaries/desk.ts')
    const { livesIn } = await import('../../../flows/canary/life.ts')
    const canaries =
      kind === undefined
        ? (await inStore(config, livesIn)).filter(({ state }) => state !== 'retired').map(({ canary }) => canary)
        : [{ kind, settings: settingsFrom(settings) }]
    process.stdout.write(`${JSON.stringify(printedTemplate(canaries, format), null, 2)}\n`)
    return 0
  },
})
