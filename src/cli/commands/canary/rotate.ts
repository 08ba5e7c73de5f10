/** `tattletrail canary rotate`. */
import { defineCommand } from '../../command.ts'
import { confirm } from '../../confirm.ts'
import { canaryName } from '../../names.ts'
import { accountOptions, CANARY_EXIT_CODES, changeOptions, said, watching } from './options.ts'

export const rotate = defineCommand({
  name: 'rotate',
  summary: 'another key in place of the one that stands, in new bait',
  args: [{ takes: canaryName, about: 'the id, or its beginning' }],
  options: { ...accountOptions, ...changeOptions },
  examples: ['tattletrail canary rotate 7b65b0f3 --bait .env'],
  exitCodes: CANARY_EXIT_CODES,
  run: async ([id], { config, region, yes, ...file }) => {
    const { atCanaries } = await import('../../../app/canaries/desk.ts')
    const { rotateCanary } = await import('../../../flows/canary/keep.ts')
    const { lifeHere } = await import('../../../flows/canary/inventory.ts')
    const watch = watching(file)
    return said(
      atCanaries({ config, region }, watch, async (desk, { where }) => {
        const life = await lifeHere(desk.store, id, where)
        if (!(await confirm(`Delete the key of canary ${life.canary.id}, and make another?`, yes))) return 1 as const
        await watch.withBait(life.canary, () => rotateCanary(desk, life))
        process.stderr.write(
          `canary ${life.canary.id} has another key: put the new bait where the old one lies (${life.canary.placement})\n`,
        )
        return 0 as const
      }),
    )
  },
})
