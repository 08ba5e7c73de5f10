/** What targets did on ordinary days, and what of them belongs to the case. */
import type { Target } from '../../containment/define.ts'
import { AT_APPLY } from '../../containment/define.ts'
import type { Event } from '../../core/event.ts'
import type { PlannedStep, Preview } from '../../flows/contain/plan.ts'
import { type ScanProgress, scan } from '../../flows/scan.ts'
import { isDenied } from '../../iam/evaluate.ts'
import { type Request, requestOf } from '../../iam/request.ts'
import { loadContext } from '../context/load-context.ts'
import { createEngine } from '../scan/engine.ts'
import { everyRecord } from '../scan/every-record.ts'
import { findInputs, ownSlots } from '../scan/inputs.ts'

interface Call {
  readonly principal: string
  readonly request: Request
  readonly key: string | undefined
  readonly isOfCase: boolean
  count: number
}

export interface History {
  /** For a plan: what the target needs, and from where it is used, on ordinary days. */
  readonly needs: (target: Target) => {
    readonly actions: string[]
    readonly networks: string[]
    readonly endpoints: string[]
  }
  readonly preview: (step: PlannedStep) => Preview | undefined
}

/** @param ids of the events of the case */
export const historyOf = async (
  paths: readonly string[],
  ids: ReadonlySet<string>,
  onProgress: (done: ScanProgress) => void,
  signal: AbortSignal,
): Promise<History> => {
  const input = await findInputs(paths, {})
  const context = (await loadContext(undefined)).spec
  const engine = createEngine({ rules: [], correlations: [], problems: [] }, { scope: {}, context })
  const calls = new Map<string, Call>()
  const looking = { ...engine, ruleSet: everyRecord((event) => add(calls, event, ids.has(event.id))) }
  await scan(input, ownSlots(input, looking, signal), looking, onProgress, signal)
  input.close()
  const all = [...calls.values()]
  return {
    needs: (target) => needsOf(all.filter((call) => !call.isOfCase && isBy(call, target))),
    preview: (step) =>
      previewOf(
        step,
        all.filter((call) => isBy(call, step.target)),
      ),
  }
}

/** Calls that differ in time alone are one. */
const add = (calls: Map<string, Call>, event: Event, isOfCase: boolean): void => {
  if (event.errorCode !== undefined || event.principal.kind === 'AWSService') return
  const request = requestOf(event)
  const { identity: principal, accessKeyId } = event.principal
  const key = /^AKIA/.test(accessKeyId ?? '') ? accessKeyId : undefined
  const context = new Map([...request.context].filter(([name]) => !/time$|useragent$/.test(name)))
  const same = JSON.stringify([principal, key, isOfCase, request.actions, request.resources, [...context]])
  const known = calls.get(same)
  if (known) known.count++
  else calls.set(same, { principal, key, request: { ...request, context }, isOfCase, count: 1 })
}

const isBy = ({ principal, key }: Call, { kind, account, name }: Target): boolean =>
  kind === 'key' ? key === name : principal.includes(`::${account}:${kind}/`) && principal.split('/').at(-1) === name

const needsOf = (calls: readonly Call[]) => {
  const values = (name: string): string[] => [
    ...new Set(
      calls.flatMap(({ request }) => request.context.get(name) ?? []).filter((value) => typeof value === 'string'),
    ),
  ]
  return {
    actions: [...new Set(calls.flatMap(({ request }) => request.actions))].sort(),
    networks: values('aws:sourceip').sort(),
    endpoints: values('aws:sourcevpce').sort(),
  }
}

const MOST = 20

const previewOf = ({ policy, target }: PlannedStep, calls: readonly Call[]): Preview | undefined => {
  if (policy === undefined && target.kind !== 'key') return undefined
  if (policy !== undefined && JSON.stringify(policy).includes(AT_APPLY)) return undefined
  const denied = calls.filter(({ request }) => (policy === undefined ? true : isDenied(policy, request) === true))
  const sum = (some: readonly Call[]): number => some.reduce((total, { count }) => total + count, 0)
  const rows = new Map<string, Preview['legitimate'][number]>()
  for (const { principal, request, count } of denied.filter(({ isOfCase }) => !isOfCase)) {
    const action = request.actions.join(', ') || 'a call that needs no permission'
    const row = `${principal} ${action}`
    rows.set(row, { principal, action, count: (rows.get(row)?.count ?? 0) + count })
  }
  return {
    observed: sum(calls.filter(({ isOfCase }) => isOfCase)),
    stopped: sum(denied.filter(({ isOfCase }) => isOfCase)),
    legitimate: [...rows.values()].sort((a, b) => b.count - a.count).slice(0, MOST),
  }
}
