/** Plans of containment: the ladder as a person reads it, the plan as a file, and what became of plans. */
import { defineFormat } from './format.ts'
import { jsonLines, oneLine } from './terminal.ts'
import { number, plural } from './text.ts'

interface Target {
  readonly kind: string
  readonly name: string
}

interface Shown {
  readonly title: string
  readonly action: string
  readonly target: Target
  readonly does: readonly { readonly service: string; readonly command: string; readonly input: object }[]
  readonly undoes: readonly { readonly service: string; readonly command: string }[]
  readonly stops: readonly string[]
  readonly doesNotStop: readonly string[]
  readonly warnings: readonly string[]
  readonly preview?: {
    readonly observed: number
    readonly stopped: number
    readonly ordinary: number
    readonly legitimate: readonly { readonly principal: string; readonly action: string; readonly count: number }[]
  }
}

export interface LadderReport {
  readonly steps: readonly Shown[]
  readonly facts: readonly string[]
  readonly unread: readonly string[]
  readonly plan: {
    readonly id: string
    readonly account: string
    readonly expires: string
    readonly steps: readonly Shown[]
    readonly refused: readonly { readonly action: string; readonly target: Target; readonly refused: string }[]
  }
}

export const ladderText = defineFormat({
  name: 'text',
  title: 'the ladder: what each step calls, stops, breaks, and how it is undone',
  render: function* ({ steps, facts, unread, plan }: LadderReport, { colors }) {
    yield colors.bold(`Account ${oneLine(plan.account)}, plan ${oneLine(plan.id)}, until ${oneLine(plan.expires)}`)
    for (const one of unread) yield colors.red(`  not read  ${oneLine(one, 300)}`)
    for (const fact of facts) yield `  ${oneLine(fact)}`
    for (const step of steps) {
      const isChosen = plan.steps.some(
        ({ action, target }) => action === step.action && nameOf(target) === nameOf(step.target),
      )
      yield ''
      yield `${isChosen ? '▶' : ' '} ${colors.bold(oneLine(step.title))}: ${oneLine(nameOf(step.target))}  ${colors.dim(oneLine(`--do ${step.action}`))}`
      yield* lines(step)
    }
    if (plan.refused.length > 0) yield ''
    for (const { action, target, refused } of plan.refused)
      yield colors.dim(`  not ${oneLine(`${action} of ${nameOf(target)}: ${refused}`)}`)
    yield ''
    yield `▶ is what the plan does: ${plural(plan.steps.length, 'step')}. Save it with --format json > plan.json, then: tattletrail contain apply plan.json`
    yield 'AWS helps for free: open a support case, and ask for the Customer Incident Response Team (CIRT).'
  },
})

const nameOf = ({ kind, name }: Target): string => `${kind} ${name}`

const MOST_ROWS = 20

function* lines({ does, undoes, stops, doesNotStop, warnings, preview }: Shown): Iterable<string> {
  for (const { service, command, input } of does)
    yield `    calls   ${oneLine(`${service}:${command} ${JSON.stringify(input)}`, 8_000)}`
  if (does.length === 0) yield '    calls   nothing: it is so already'
  for (const one of stops) yield `    stops   ${oneLine(one, 8_000)}`
  for (const one of doesNotStop) yield `    not     ${oneLine(one, 2_000)}`
  if (preview) {
    yield `    seen    of ${plural(preview.observed, 'call')} of the case it would have denied ${number(preview.stopped)}`
    if (preview.ordinary === 0) yield '    breaks  not known: these logs show no ordinary call of it'
    else if (preview.legitimate.length === 0)
      yield `    breaks  nothing of the ${plural(preview.ordinary, 'call')} of ordinary days in these logs`
    for (const { principal, action, count } of preview.legitimate.slice(0, MOST_ROWS))
      yield `    breaks  ${number(count)} × ${oneLine(action)} of ${oneLine(principal)}`
    const more = preview.legitimate.length - MOST_ROWS
    if (more > 0) yield `    breaks  and ${number(more)} more: --format json has all of them`
  }
  for (const { service, command } of undoes) yield `    undo    ${oneLine(`${service}:${command}`)}`
  for (const one of warnings) yield `    ! ${oneLine(one)}`
}

export const planJson = defineFormat({
  name: 'json',
  title: 'the plan, sealed: the file that apply takes',
  render: ({ plan }: LadderReport) => jsonLines(plan),
})

export interface KeptPlan {
  readonly state: string
  readonly at: string
  readonly plan: {
    readonly id: string
    readonly account: string
    readonly reason: string
    readonly steps: readonly Shown[]
  }
  readonly journal: readonly {
    readonly time: number
    readonly step: number
    readonly does: string
    readonly is: string
    readonly by: string
    readonly note?: string
  }[]
}

export const plansText = defineFormat({
  name: 'text',
  title: 'one plan a line',
  render: (plans: readonly KeptPlan[]) =>
    plans.length === 0
      ? ['no plan was applied']
      : plans.map(({ state, at, plan }) => {
          const steps = plan.steps.map(({ action, target }) => `${action} ${target.name}`).join(', ')
          return oneLine(`${plan.id}  ${state.padEnd(9)}  ${at}  ${plan.account}  ${steps}  ${plan.reason}`, 1_000)
        }),
})

export const planText = defineFormat({
  name: 'text',
  title: 'its steps, and every call that was made',
  render: function* (plans: readonly KeptPlan[]) {
    for (const { state, at, plan, journal } of plans) {
      yield oneLine(`plan ${plan.id}  ${state}  ${at}  account ${plan.account}  ${plan.reason}`, 1_000)
      for (const step of plan.steps) {
        yield `  ${oneLine(`${step.title}: ${nameOf(step.target)}`)}`
        yield* lines(step)
      }
      for (const { time, step, does, is, by, note = '' } of journal)
        yield `  ${new Date(time).toISOString()}  step ${step + 1} ${oneLine(`${does} ${is}  ${by} ${note}`)}`
    }
  },
})
