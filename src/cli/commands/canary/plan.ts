/** `tattletrail canary plan`. */
import { defineCommand } from '../../command.ts'
import {
  CANARY_EXIT_CODES,
  confessionLines,
  kindArg,
  partLines,
  said,
  settingsArg,
  watching,
  wishOptions,
} from './options.ts'

export const plan = defineCommand({
  name: 'plan',
  summary: 'what creating a canary would do to the account; nothing is changed',
  args: [kindArg, settingsArg],
  options: wishOptions,
  examples: ['tattletrail canary plan iam_access_key name=orders-backup --placement "credentials of the build server"'],
  exitCodes: { ...CANARY_EXIT_CODES, 1: 'something confesses' },
  run: async ([kind, settings], { config, region, ...options }) => {
    const { atCanaries, confessionsOf, wishOf } = await import('../../../app/canaries/desk.ts')
    const { planned } = await import('../../../flows/canary/keep.ts')
    const { partsOf } = await import('../../../flows/canary/plan.ts')
    return said(
      atCanaries({ config, region }, watching(), async (desk, caller) => {
        const life = await planned(desk, wishOf(kind, settings, options, caller))
        const parts = await partsOf(desk, life)
        process.stdout.write(`= is there, + would be made\n${partLines(parts)}`)
        const found = confessionsOf([life.canary], life.stack)
        process.stderr.write(confessionLines(found))
        return found.length > 0 ? 1 : 0
      }),
    )
  },
})
