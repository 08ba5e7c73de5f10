/** A deployment hangs together: all that is named is there, and all that is there is named. */
import { describe, expect, test } from 'vitest'
import { deploymentOf } from './deployment.ts'
import { type Data, EXPRESSION } from './expressions.ts'
import type { Deployment } from './model.ts'
import { secretParameters } from './parameters.ts'
import { referencesIn } from './testing/outline.ts'
import { VARIANTS, variant } from './testing/variants.ts'

const conditionsIn = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return []
  const own = value as { readonly [EXPRESSION]?: string; readonly condition?: string; readonly when?: string }
  const named = own[EXPRESSION] === 'when' ? own.condition : own.when
  return [...(named === undefined ? [] : [named]), ...Object.values(value).flatMap(conditionsIn)]
}

const referencesOf = ({ resources, outputs }: Deployment): readonly string[] =>
  [...Object.values(resources), ...Object.values(outputs)].flatMap((one) => referencesIn(Object.values(one), resources))

describe.each(Object.entries(VARIANTS))('%s', (_, settings) => {
  const deployment = deploymentOf(settings)
  const { parameters, conditions, resources } = deployment

  test('what is referred to is there', () => {
    const references = referencesOf(deployment)
    expect(references.length).toBeGreaterThan(60)
    expect(references.filter((name) => !(name in resources) && !(name in parameters))).toEqual([])
    expect(Object.keys(resources).filter((id) => id in parameters)).toEqual([])
  })

  test('every parameter is used, and every condition asks for one that need not be given', () => {
    const used = new Set([...referencesOf(deployment), ...Object.values(conditions)])
    expect(Object.keys(parameters).filter((name) => !used.has(name))).toEqual([])
    expect(Object.values(conditions).filter((name) => parameters[name]?.default === undefined)).toEqual([])
    expect([...new Set(conditionsIn(resources))].sort()).toEqual(Object.keys(conditions).sort())
  })

  test('every statement of a role has a name of its own, and letters and digits only', () => {
    for (const resource of Object.values(resources)) {
      if (resource.kind !== 'role') continue
      const names = resource.statements.map((one) => ('Sid' in one ? one : one.value).Sid)
      expect(names.length).toBeGreaterThan(5)
      expect(new Set(names).size).toBe(names.length)
      expect(names.filter((name) => !/^[A-Za-z0-9]+$/.test(name))).toEqual([])
    }
  })

  test('who puts messages into a queue of ours is let in', () => {
    const senders = Object.entries(resources).flatMap(([id, one]) => (one.kind === 'event-rule' ? [id] : []))
    const { QueuePolicy } = resources
    const letIn = QueuePolicy?.kind === 'policy' ? QueuePolicy.statements.map(({ Sid }) => Sid) : []
    expect(letIn).toEqual([
      'DenyPlainText',
      ...(senders.length > 0 ? ['EventRules'] : []),
      ...(settings.topic === undefined ? [] : ['TrailTopic']),
    ])
    const lets = (id: string) => {
      const policy = resources[`${id}Policy`]
      const statements = policy?.kind === 'policy' ? policy.statements : []
      const found = statements.find(({ Sid }) => Sid === 'EventRules')?.Condition?.ArnEquals?.['aws:SourceArn'] ?? []
      return referencesIn(found as Data, resources)
    }
    expect([lets('Queue'), lets('DeadLetters')]).toEqual([senders, senders])
  })
})

test.each([
  ['a new trail', ['NewBucket', 'NewBucketPolicy', 'NewTrail', 'NewLogs']],
  ['an existing bucket', ['NewLogs']],
  ['a bucket that a topic tells of', ['Subscription']],
  ['a bucket that a topic tells of, in real time', ['Realtime1', 'Realtime2', 'Realtime3', 'Subscription']],
])('%s: what hears of new files', (name, expected) => {
  const found = Object.keys(deploymentOf(variant(name)).resources)
  expect(found.filter((id) => /^New|^Realtime|^Subscription$/.test(id)).sort()).toEqual([...expected].sort())
})

describe('names of parameters', () => {
  const own = Object.keys(deploymentOf(variant('a new trail')).parameters)
  const named = (...names: readonly string[]): readonly string[] =>
    secretParameters({ ...variant('a new trail'), secrets: names.map((name) => ({ kept: 'env', name })) }).map(
      ({ parameter }) => parameter,
    )

  test('a secret is called what the configuration calls it', () => {
    expect(named('SLACK_WEBHOOK_URL', 'slack_token', 'KEY')).toEqual(['SlackWebhookUrl', 'SlackToken', 'Key'])
  })

  test('each has its own, and none that something else has', () => {
    const resources = Object.values(VARIANTS).flatMap((settings) => Object.keys(deploymentOf(settings).resources))
    const taken = [...new Set([...resources, ...own])]
    const asVariables = taken.map((name) => name.replace(/[a-z](?=[A-Z])/g, '$&_').toUpperCase())
    const found = named(...asVariables, 'A_B', 'A__B', '_1_2', 'a_b')
    expect(found.length).toBeGreaterThan(30)
    expect(new Set(found).size).toBe(found.length)
    expect(found.filter((name) => taken.includes(name) || !/^[A-Za-z][A-Za-z0-9]*$/.test(name))).toEqual([])
  })
})
