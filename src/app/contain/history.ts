/** What targets did on ordinary days, and what of them belongs to the case. */
import type { Target } from '../../containment/define.ts'
import { AT_APPLY } from '../../containment/define.ts'
import type { Case } from '../../core/case.ts'
import type { Event } from '../../core/event.ts'
import type { PlannedStep, Preview } from '../../flows/contain/plan.ts'
import { isBy } from '../../flows/contain/watch.ts'
import { type ScanProgress, scan } from '../../flows/scan.ts'
import { isDenied } from '../../iam/evaluate.ts'
import { type Request, requestOf } from '../../iam/request.ts'
import { isInRange, parseAddress, parseRange } from '../../notation/address.ts'
import { loadContext } from '../context/load-context.ts'
import { createEngine } from '../scan/engine.ts'
import { everyRecord } from '../scan/every-record.ts'
import { findInputs, ownSlots } from '../scan/inputs.ts'

/** `earlier`: in the case, and yet from where its principals were before the address that the case starts from was seen. */
type Side = 'case' | 'earlier' | 'ordinary'

interface Call {
  readonly principal: string
  readonly request: Request
  readonly key: string | undefined
  readonly side: Side
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
  /** What could not be read, and why. */
  readonly unread: readonly string[]
}

export const historyOf = async (
  paths: readonly string[],
  found: Case | undefined,
  onProgress: (done: ScanProgress) => void,
  signal: AbortSignal,
): Promise<History> => {
  const input = await findInputs(paths, {})
  const context = (await loadContext(undefined)).spec
  const engine = createEngine({ rules: [], correlations: [], problems: [] }, { scope: {}, context })
  const calls = new Map<string, Call>()
  const sideOf = sidesOf(found)
  const looking = { ...engine, ruleSet: everyRecord((event) => add(calls, event, sideOf(event))) }
  const { summary } = await scan(input, ownSlots(input, looking, signal), looking, onProgress, signal)
  input.close()
  const all = [...calls.values()]
  return {
    unread: summary.failures.map(({ file, reason }) => `${file}: ${reason}`),
    needs: (target) => needsOf(all.filter((call) => call.side === 'ordinary' && isBy(callerOf(call), target))),
    preview: (step) =>
      previewOf(
        step,
        all.filter((call) => isBy(callerOf(call), step.target)),
      ),
  }
}

/**
 * By what every record has: not all have an id. What came from earlier places may be the owner's or the intruder's: a preview
 * counts it as broken, and no step makes an exception for it.
 */
const sidesOf = (found: Case | undefined): ((event: Event) => Side) => {
  const events = found?.events ?? []
  const seed = found && parseRange(found.seed.value)
  const isSeed = (address: string): boolean => {
    const parsed = parseAddress(address)
    return seed !== undefined && parsed !== undefined && isInRange(parsed, seed)
  }
  const began = events.find(({ address }) => isSeed(address))?.time ?? ''
  const earlier = new Set(events.filter(({ time }) => time < began).map(({ address }) => address))
  const nameOf = (time: string, source: string, name: string, address: string): string =>
    [time, source, name, address].join(' ')
  const sides = new Map<string, Side>(
    events.map(({ time, source, name, address }) => [
      nameOf(time, source, name, address),
      earlier.has(address) ? 'earlier' : 'case',
    ]),
  )
  return ({ time, source, name, sourceIp }) => sides.get(nameOf(time, source, name, sourceIp)) ?? 'ordinary'
}

/** Calls that differ in time alone are one. */
const add = (calls: Map<string, Call>, event: Event, side: Side): void => {
  if (event.errorCode !== undefined || event.principal.kind === 'AWSService') return
  const request = requestOf(event)
  const { identity: principal, accessKeyId } = event.principal
  const key = /^AKIA/.test(accessKeyId ?? '') ? accessKeyId : undefined
  const context = new Map([...request.context].filter(([name]) => !/time$|useragent$/.test(name)))
  const same = JSON.stringify([principal, key, side, request.actions, request.resources, [...context]])
  const known = calls.get(same)
  if (known) known.count++
  else calls.set(same, { principal, key, request: { ...request, context }, side, count: 1 })
}

const callerOf = ({ principal, key }: Call) => ({ identity: principal, accessKeyId: key })

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

const previewOf = ({ policy, target }: PlannedStep, calls: readonly Call[]): Preview | undefined => {
  if (policy === undefined && target.kind !== 'key') return undefined
  if (policy !== undefined && JSON.stringify(policy).includes(AT_APPLY)) return undefined
  const denied = calls.filter(({ request }) => (policy === undefined ? true : isDenied(policy, request) === true))
  const sum = (some: readonly Call[]): number => some.reduce((total, { count }) => total + count, 0)
  const ofCase = (some: readonly Call[]): number => sum(some.filter(({ side }) => side === 'case'))
  const rows = new Map<string, Preview['legitimate'][number]>()
  for (const { principal, request, count } of denied.filter(({ side }) => side !== 'case')) {
    const action = request.actions.join(', ') || 'a call that needs no permission'
    const row = `${principal} ${action}`
    rows.set(row, { principal, action, count: (rows.get(row)?.count ?? 0) + count })
  }
  return {
    observed: ofCase(calls),
    stopped: ofCase(denied),
    ordinary: sum(calls) - ofCase(calls),
    legitimate: [...rows.values()].sort((a, b) => b.count - a.count),
  }
}
