/** `tattletrail canary bait`. */
import { defineCommand } from '../../command.ts'
import { canaryName } from '../../names.ts'
import { configOption, DESK_EXIT_CODES } from '../../options.ts'
import { baitOptions } from './options.ts'

export const bait = defineCommand({
  name: 'bait',
  summary: 'write what leads to a canary as a file that people and programs keep',
  args: [{ takes: canaryName, about: 'the id, or its beginning' }],
  options: { config: configOption('its store'), ...baitOptions },
  note: 'Bait with a secret is written once, by `canary create` and `canary rotate`: nobody keeps the secret.',
  examples: ['tattletrail canary bait 7b65b0f3 --format terraform --bait terraform.tfvars'],
  exitCodes: DESK_EXIT_CODES,
  run: async ([id], { config, bait, format }) => {
    const { baitOf, inStore } = await import('../../../app/canaries/desk.ts')
    const { claimBait } = await import('../../../app/canaries/bait-file.ts')
    const text = await inStore(config, (store) => baitOf(store, id, format))
    if (bait === undefined) {
      process.stdout.write(text)
      return 0
    }
    const file = claimBait(bait)
    file.write(text)
    file.release()
    return 0
  },
})
