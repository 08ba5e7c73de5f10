/** `tattletrail canary lint`. */
import { defineCommand } from '../../command.ts'
import { configOption, DESK_EXIT_CODES } from '../../options.ts'
import { confessionLines, kindArg, settingsArg } from './options.ts'

export const lint = defineCommand({
  name: 'lint',
  summary: 'what confesses that a canary is one: of a canary to be, or of all there are',
  args: [{ ...kindArg, optional: true }, settingsArg],
  options: { config: configOption('its store') },
  examples: ['tattletrail canary lint', 'tattletrail canary lint iam_role name=admin-do-not-use'],
  exitCodes: { ...DESK_EXIT_CODES, 1: 'something confesses' },
  run: async ([kind, settings], { config }) => {
    const { confessionsIn, confessionsOf, inStore, settingsFrom } = await import('../../../app/canaries/desk.ts')
    const found =
      kind === undefined
        ? await inStore(config, confessionsIn)
        : confessionsOf([{ kind, settings: settingsFrom(settings) }])
    process.stdout.write(confessionLines(found))
    return found.length > 0 ? 1 : 0
  },
})
