/** `tattletrail contain restore`. */
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { mayDo } from '../../confirm.ts'
import { text } from '../../kinds.ts'
import { configOption, formatOption } from '../../options.ts'
import { print } from '../../output.ts'

export const restore = defineCommand({
  name: 'restore',
  summary: 'bring back what was before a plan was applied, whole or in part',
  args: [{ takes: text('id'), about: 'the id of the plan, or its beginning' }],
  options: {
    yes: { about: 'do not ask; without, where nobody can be asked, only say what would be undone' },
    force: { about: 'also over what others changed since' },
    config: configOption(),
    format: formatOption(formats.plan),
  },
  examples: ['tattletrail contain restore 7b65b0f3 --yes'],
  exitCodes: {
    0: 'done',
    1: 'nothing was done: not confirmed',
    2: 'bad usage, or others changed it since',
    3: 'AWS or the store did not do it: it says what stands',
  },
  run: async ([id], { yes, force, config, format }) => {
    const { atContain } = await import('../../../app/contain/desk.ts')
    const { planNamed, restorePlan } = await import('../../../flows/contain/apply.ts')
    const note = (line: string): void => void process.stderr.write(`${line}\n`)
    const life = await atContain(config, note, async (desk) => {
      const before = await planNamed(desk.store, id)
      desk.refuseOther(before.plan)
      if (!yes) await print(formats.plan, format, [before])
      return (await mayDo(`Undo this in account ${desk.id}?`, yes)) ? restorePlan(desk, before, force) : undefined
    })
    if (!life) {
      note('nothing was done: --yes restores it')
      return 1
    }
    await print(formats.plan, format, [life])
    return 0
  },
})
