/** `tattletrail canary template`. */
import { defineCommand } from '../../command.ts'
import { configOption, DESK_EXIT_CODES } from '../../options.ts'
import { kindArg, settingsArg } from './options.ts'

export const template = defineCommand({
  name: 'template',
  summary: 'print the CloudFormation template of a canary, or of all, for a pipeline of your own',
  args: [{ ...kindArg, optional: true }, settingsArg],
  options: { config: configOption('its store') },
  note: 'Once your pipeline has deployed it, `canary create` with --stack finds it there and does the rest.',
  examples: ['tattletrail canary template iam_role name=orders-admin', 'tattletrail canary template'],
  exitCodes: DESK_EXIT_CODES,
  run: async ([kind, settings], { config }) => {
    const { inStore, printedTemplate, settingsFrom } = await import('../../../app/canaries/desk.ts')
    const { livesIn } = await import('../../../flows/canary/life.ts')
    const canaries =
      kind === undefined
        ? (await inStore(config, livesIn)).filter(({ state }) => state !== 'retired').map(({ canary }) => canary)
        : [{ kind, settings: settingsFrom(settings) }]
    process.stdout.write(`${JSON.stringify(printedTemplate(canaries), null, 2)}\n`)
    return 0
  },
})
