import { expect, test } from 'vitest'
import { sections } from '../app/config/sections.ts'
import { destinations } from '../destinations/index.ts'
import { configJsonSchema } from './config.ts'

test('the JSON Schema has each store and each source with keys of its own; only a store need not say its type', () => {
  const { store, source } = JSON.parse(JSON.stringify(configJsonSchema(sections))).properties
  const forms = (of: typeof store) =>
    of.anyOf.map(({ properties: { type, ...keys }, required = [] }: typeof store) => [
      type.const,
      Object.keys(keys),
      required,
    ])
  expect(forms(store)).toEqual([
    ['memory', [], ['type']],
    ['sqlite', ['path'], []],
    ['dynamodb', ['table', 'region'], ['type']],
  ])
  expect(forms(source)).toEqual([
    ['folder', ['path'], ['type', 'path']],
    ['s3', ['path', 'from'], ['type', 'path']],
    ['sqs', ['queue_url'], ['type', 'queue_url']],
  ])
})

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
