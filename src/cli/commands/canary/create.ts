/** `tattletrail canary create`. */
import { defineCommand } from '../../command.ts'
import { confirm } from '../../confirm.ts'
import {
  CANARY_EXIT_CODES,
  changeOptions,
  confessionLines,
  kindArg,
  partLines,
  said,
  settingsArg,
  watching,
  wishOptions,
} from './options.ts'

export const create = defineCommand({
  name: 'create',
  summary: 'make a canary, by a change set that is shown and by calls that are journalled',
  args: [kindArg, settingsArg],
  options: { ...wishOptions, ...changeOptions },
  note: 'The same command again goes on from wherever it was cut off, and does nothing when all of it is there.',
  examples: [
    'tattletrail canary create iam_access_key name=orders-backup --placement "credentials of the build server" --bait .env',
    'tattletrail canary create s3_bucket name=example-payroll-2025 --placement "listed beside the others" --yes',
  ],
  exitCodes: CANARY_EXIT_CODES,
  run: async ([kind, settings], { config, region, yes, bait, format, ...options }) => {
    const { atCanaries, confessionsOf, wishOf } = await import('../../../app/canaries/desk.ts')
    const { createCanary, planned } = await import('../../../flows/canary/keep.ts')
    const { partsOf } = await import('../../../flows/canary/plan.ts')
    const watch = watching({ ...(bait !== undefined && { bait }), ...(format && { format }) })
    return said(
      atCanaries({ config, region }, watch, async (desk, caller) => {
        const wish = wishOf(kind, settings, options, caller)
        const before = await planned(desk, wish)
        process.stderr.write(`= is there, + will be made\n${partLines(await partsOf(desk, before))}`)
        process.stderr.write(confessionLines(confessionsOf([before.canary], before.stack)))
        const { account, region: place } = wish.where
        if (!(await confirm(`Make this in account ${account}, ${place}?`, yes))) return 1 as const
        const life = await watch.withBait(before.canary, () => createCanary(desk, wish))
        process.stderr.write(
          life.state === 'deployed' && before.state !== 'deployed'
            ? `canary ${life.canary.id} is deployed; what runs learns of it within a minute\nto arm it: tattletrail canary test ${life.canary.id}\n`
            : `canary ${life.canary.id} is ${life.state}\n`,
        )
        return 0 as const
      }),
    )
  },
})
