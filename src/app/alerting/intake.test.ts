/** What the configuration says about ingesting reaches the engine. */
import { expect, test } from 'vitest'
import { openMemory } from '../../stores/memory.ts'
import { openSources } from '../config/open-config.ts'
import { openIntake } from './intake.ts'

const RULE = `[[rule]]\nname = "stopped"\njq_match = 'true'\n`
const topic = (id: string, shape: string): string =>
  `[[destination]]\nid = "${id}"\ntype = "sns"\nsns_arn = "arn:aws:sns:eu-west-1:123456789012:alerts"\nshape = "${shape}"\n`

test.each([
  ['', false],
  [topic('a', 'sentence'), false],
  [topic('a', 'tattletail'), true],
  [topic('a', 'sentence') + topic('b', 'tattletail'), true],
])('findings carry their record where some destination sends it: %j', async (destinations, keepsRecord) => {
  const { ingester } = await openIntake(await openSources({ file: 'a.toml', text: RULE + destinations }), false)
  expect(ingester(openMemory(), () => 0).engine.enrichment.keepsRecord).toBe(keepsRecord)
})
