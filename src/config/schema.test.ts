import { expect, test } from 'vitest'
import { sections } from '../app/config/sections.ts'
import { destinations } from '../destinations/index.ts'
import { configJsonSchema } from './config.ts'

test('the JSON Schema knows the bodies of a rule and the types of a destination', () => {
  const schema = JSON.parse(JSON.stringify(configJsonSchema(sections)))
  const { rule, destination } = schema.properties
  expect(Object.keys(schema.properties)).toEqual(
    expect.arrayContaining(['rule', 'destination', 'account', 'network', 'context', 'levels']),
  )
  expect(schema.additionalProperties).toBe(false)
  expect(rule.items.oneOf).toEqual([
    { required: ['jq_match'] },
    { required: ['event_pattern'] },
    { required: ['sigma'] },
    { required: ['filter'] },
  ])
  expect(rule.items.properties.level.enum).toContain('critical')
  expect(rule.items.required).toBeUndefined()
  const types = destination.items.anyOf.map(
    (of: { properties: { type: { const: string } } }) => of.properties.type.const,
  )
  expect(types).toEqual(destinations.map(({ type }) => type))
})
