/** What a silence would have hidden of the alerts that a store has, and whose it was. */
import { expect, test } from 'vitest'
import { aFinding } from '../alerting/testing/finding.ts'
import { createLife } from '../alerting/testing/life.ts'
import type { Matcher } from '../core/alert.ts'
import { type Desk, previewSilence } from './desk.ts'

const arnOf = (name: string) => `arn:aws:iam::123456789012:role/${name}`
const alertOf = (name: string, rule: string, ...regions: readonly string[]) => {
  const tags = rule === 'canary' ? ['tattletrail.canary'] : []
  const findings = regions.map((region) =>
    aFinding({ rule: { id: rule, tags }, event: { id: region, region }, principal: { name } }),
  )
  return createLife().at(1, ...findings).alert
}
const alerts = [
  alertOf('Deploy', 'one', 'eu-west-1', 'us-east-1'),
  alertOf('Deploy', 'two', 'eu-west-1'),
  alertOf('Admin', 'one', 'us-east-1'),
  alertOf('Deploy', 'canary', 'eu-west-1'),
]
const desk = { store: { listAlerts: async () => alerts } } as unknown as Desk

test.each<[Matcher, number, Readonly<Record<string, number>>]>([
  [{ principal: [arnOf('Deploy')] }, 2, { [arnOf('Deploy')]: 2 }],
  [{ principal: [arnOf('*')] }, 3, { [arnOf('Deploy')]: 2, [arnOf('Admin')]: 1 }],
  [{ rule: ['one'] }, 2, { [arnOf('Deploy')]: 1, [arnOf('Admin')]: 1 }],
  [{ region: ['eu-west-1'] }, 2, { [arnOf('Deploy')]: 2 }],
  [{ level: 'critical' }, 0, {}],
  [{ principal: [arnOf('nobody')] }, 0, {}],
])('%j', async (match, hidden, whose) => {
  const { identities, ...counts } = await previewSilence(desk, match)
  expect([counts, Object.fromEntries(identities)]).toEqual([{ alerts: hidden, of: 4 }, whose])
})
