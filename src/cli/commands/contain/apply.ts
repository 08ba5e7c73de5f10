/** `tattletrail contain apply`. */
import { formats } from '../../../report/formats/index.ts'
import { defineCommand } from '../../command.ts'
import { text } from '../../kinds.ts'
import { configOption, formatOption } from '../../options.ts'
import { print } from '../../output.ts'

export const apply = defineCommand({
  name: 'apply',
  summary:
    'carry a plan out; what undoes it is kept before the first call, and a second apply goes on where it broke off',
  args: [{ takes: text('file'), about: 'the plan' }],
  options: {
    yes: { about: 'do it; without, only say what would be done' },
    iKnow: { about: 'also to who you are yourself, and to what [contain] protects' },
    config: configOption(),
    format: formatOption(formats.plan),
  },
  examples: ['tattletrail contain apply plan.json --yes'],
  exitCodes: {
    0: 'done',
    1: 'nothing was done: --yes was not said',
    2: 'bad usage, or a plan that is not to be believed any more',
    3: 'AWS or the store did not do it: it says what stands',
  },
  run: async ([file], { yes, iKnow, config, format }) => {
    const { atContain } = await import('../../../app/contain/desk.ts')
    const { applyPlan } = await import('../../../flows/contain/apply.ts')
    const { readPlan } = await import('../../../app/contain/kept.ts')
    const plan = readPlan(file)
    const note = (line: string): void => void process.stderr.write(`${line}\n`)
    const life = await atContain(config, note, async (desk) => {
      desk.refuseOther(plan)
      if (!iKnow) desk.guard(plan.steps.map(({ target }) => target))
      return yes ? applyPlan(desk, plan) : undefined
    })
    const at = new Date().toISOString()
    await print(formats.plan, format, [life ?? { plan, state: 'planned', at, journal: [] }])
    if (!life) note('nothing was done: --yes applies it')
    return life ? 0 : 1
  },
})
