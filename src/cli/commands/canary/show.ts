/** `tattletrail canary show`. */
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { canaryName } from '../../names.ts'
import { formatOption } from '../../options.ts'
import { print } from '../../output.ts'
import { accountOptions, CANARY_EXIT_CODES, said, watching } from './options.ts'

export const show = defineCommand({
  name: 'show',
  summary: 'one canary: its parts, its journal, and what of it is not as it was made',
  args: [{ takes: canaryName, about: 'the id, or its beginning' }],
  options: {
    ...accountOptions,
    format: formatOption(formats.canary),
    drift: { default: true, about: 'do not ask the account' },
  },
  examples: ['tattletrail canary show 7b65b0f3'],
  exitCodes: CANARY_EXIT_CODES,
  run: async ([id], { config, region, format, drift }) => {
    const { atCanaries, inStore } = await import('../../../app/canaries/desk.ts')
    const { driftOf, storyOf } = await import('../../../flows/canary/inventory.ts')
    const story = await inStore(config, (store) => storyOf(store, id, Date.now()))
    const show = async (drift?: readonly string[]): Promise<0> => {
      await print(formats.canary, format, [drift ? { ...story, drift } : story])
      return 0
    }
    return drift
      ? said(atCanaries({ config, region }, watching(), async (desk) => show(await driftOf(desk, id))))
      : show()
  },
})
