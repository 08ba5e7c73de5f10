/** `tattletrail contain apply`. */
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { mayDo } from '../../confirm.ts'
import { text } from '../../kinds.ts'
import { configOption, formatOption } from '../../options.ts'
import { print } from '../../output.ts'

export const apply = defineCommand({
  name: 'apply',
  summary:
    'carry a plan out; what undoes it is kept before the first call, and a second apply goes on where it broke off',
  args: [{ takes: text('file'), about: 'the plan' }],
  options: {
    yes: { about: 'do not ask; without, where nobody can be asked, only say what would be done' },
    iKnow: { about: 'also to who you are yourself, and to what [contain] protects' },
    config: configOption(),
    format: formatOption(formats.plan),
  },
  examples: ['tattletrail contain apply plan.json --yes'],
  exitCodes: {
    0: 'done',
    1: 'nothing was done: not confirmed',
    2: 'bad usage, or a plan that is not to be believed any more',
    3: 'AWS or the store did not do it: it says what stands',
  },
  run: async ([file], { yes, iKnow, config, format }) => {
    const { atContain } = await import('../../../app/contain/desk.ts')
    const { applyPlan } = await import('../../../flows/contain/apply.ts')
    const { readPlan } = await import('../../../app/contain/kept.ts')
    const plan = readPlan(file)
    const note = (line: string): void => void process.stderr.write(`${line}\n`)
    const at = new Date().toISOString()
    const life = await atContain(config, note, async (desk) => {
      desk.refuseOther(plan)
      if (!iKnow) desk.guard(plan.steps.map(({ target }) => target))
      if (!yes) await print(formats.plan, format, [{ plan, state: 'planned', at, journal: [] }])
      return (await mayDo(`Apply this in account ${desk.id}?`, yes)) ? applyPlan(desk, plan) : undefined
    })
    if (!life) {
      note('nothing was done: --yes applies it')
      return 1
    }
    await print(formats.plan, format, [life])
    return 0
  },
})
