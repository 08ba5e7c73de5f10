/** `tattletrail canary retire`. */
import { defineCommand } from '../../command.ts'
import { confirm } from '../../confirm.ts'
import { canaryName } from '../../names.ts'
import { accountOptions, CANARY_EXIT_CODES, changeOptions, partLines, said, watching } from './options.ts'

export const retire = defineCommand({
  name: 'retire',
  summary: 'take a canary out of the account, with all that was made for it',
  args: [{ takes: canaryName, about: 'the id, or its beginning' }],
  options: { ...accountOptions, yes: changeOptions.yes },
  examples: ['tattletrail canary retire 7b65b0f3'],
  exitCodes: CANARY_EXIT_CODES,
  run: async ([id], { config, region, yes }) => {
    const { atCanaries } = await import('../../../app/canaries/desk.ts')
    const { retireCanary } = await import('../../../flows/canary/keep.ts')
    const { lifeHere } = await import('../../../flows/canary/inventory.ts')
    const { partsOf } = await import('../../../flows/canary/plan.ts')
    return said(
      atCanaries({ config, region }, watching(), async (desk, { where }) => {
        const life = await lifeHere(desk.store, id, where)
        process.stderr.write(`what is there (=) goes\n${partLines(await partsOf(desk, life))}`)
        if (!(await confirm(`Take canary ${life.canary.id} out of account ${where.account}?`, yes))) return 1 as const
        await retireCanary(desk, life)
        process.stderr.write(
          `canary ${life.canary.id} is retired; its bait lies there still: ${life.canary.placement}\n`,
        )
        return 0 as const
      }),
    )
  },
})
