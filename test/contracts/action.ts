/** What every containment action keeps: reads alone, exact undo, a policy that denies what it says and nothing else. */
import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { toEvent } from '../../src/cloudtrail/event.ts'
import type { ActionType, Get, Known, Step, Target } from '../../src/containment/define.ts'
import { AT_APPLY } from '../../src/containment/define.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { actionsNamed } from '../../src/iam/actions.ts'
import type { Call } from '../../src/iam/call.ts'
import { isDenied } from '../../src/iam/evaluate.ts'
import { type Policy, sizeOf } from '../../src/iam/policy.ts'
import { requestOf } from '../../src/iam/request.ts'
import { answerOf } from '../iam-simulation.ts'

export interface Sample {
  readonly what: string
  readonly target: Target
  readonly known: Known
  /** What AWS answers; what is not listed is not there. */
  readonly world: readonly (Call & { readonly answer: JsonObject })[]
  /** Records of the attacker: all denied. */
  readonly attacker?: readonly JsonObject[]
  /** Records of calls that are kept by design. */
  readonly kept?: readonly JsonObject[]
  /** Part of the reason why it cannot be done. */
  readonly refused?: string
}

/** The world of a sample, and what was asked of it. */
export const worldOf = ({ world }: Sample) => {
  const asked: string[] = []
  const get: Get = async (service, command, input, region) => {
    asked.push(`${service}:${command}`)
    return world.find(
      (one) =>
        one.service === service &&
        one.command === command &&
        one.region === region &&
        isDeepStrictEqual(one.input, input),
    )?.answer
  }
  return { get, asked }
}

/** What IAM asks of calls, each written `service:Command`. */
export const permissionsOf = (calls: readonly string[]): readonly string[] =>
  calls.flatMap((name) => {
    const [service = '', command = ''] = name.split(':')
    return actionsNamed(service, command)
  })

/** The policy as it is when it was applied. */
export const applied = (policy: Policy, at: string): Policy =>
  JSON.parse(JSON.stringify(policy).replaceAll(AT_APPLY, at)) as Policy

export const actionContract = (action: ActionType, sample: Sample): void => {
  const planned = async (): Promise<Step> => {
    const step = await action.plan(sample.target, worldOf(sample).get, sample.known)
    if ('refused' in step) throw new Error(step.refused)
    return step
  }

  test(`${sample.what}: it reads, and every call is among its permissions`, async () => {
    const { get, asked } = worldOf(sample)
    const step = await action.plan(sample.target, get, sample.known)
    expect(asked.filter((name) => !/:(?:Get|List|Describe)/.test(name))).toEqual([])
    const calls = 'refused' in step ? [] : [...step.does, ...step.undoes]
    const made = [...asked, ...calls.map(({ service, command }) => `${service}:${command}`)]
    expect(permissionsOf(made).filter((name) => !action.permissions.includes(name))).toEqual([])
  })

  if (sample.refused !== undefined) {
    test(`${sample.what}: it is refused`, async () => {
      const step = await action.plan(sample.target, worldOf(sample).get, sample.known)
      expect(step).toEqual({ refused: expect.stringContaining(sample.refused ?? '') })
    })
    return
  }

  test(`${sample.what}: it says what it stops and what not, and can be undone or warns`, async () => {
    const step = await planned()
    expect(step.stops.length).toBeGreaterThan(0)
    expect(step.doesNotStop.length).toBeGreaterThan(0)
    const isFinal = step.warnings.some((warning) => warning.includes('cannot be undone'))
    expect(step.undoes.length > 0).toBe(step.does.length > 0 && !isFinal)
  })

  const { attacker = [], kept = [] } = sample
  if (attacker.length + kept.length === 0) return
  test(`${sample.what}: its policy is small, and denies the attacker and nobody else`, async () => {
    const { policy, does } = await planned()
    if (!policy) throw new Error('no policy')
    const isOurs = does.some(({ input }) => input.PolicyDocument !== undefined)
    if (isOurs) expect(policy.Statement).toMatchObject([{ Sid: expect.stringMatching(/^[A-Za-z0-9]+$/) }])
    expect(policy.Version).toBe('2012-10-17')
    expect(sizeOf(policy)).toBeLessThanOrEqual(6_144)
    const real = applied(policy, sample.known.at)
    for (const [records, denied] of [
      [attacker, true],
      [kept, false],
    ] as const)
      for (const record of records) {
        const request = requestOf(toEvent(record))
        expect([record.eventName, await answerOf('identity', real, request)]).toEqual([record.eventName, denied])
        expect([record.eventName, isDenied(real, request)]).toEqual([record.eventName, denied])
      }
  })
}
