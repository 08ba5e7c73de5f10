import { expect, test } from 'vitest'
import type { Level } from '../core/rule.ts'
import { DEFAULT_CHANGES, highestLevel, levelIn } from './levels.ts'

test.each<[level: Level, environment: string | undefined, tags: readonly string[], becomes: Level]>([
  ['medium', 'production', [], 'high'],
  ['high', 'Production', [], 'critical'],
  ['critical', 'production', [], 'critical'],
  ['critical', 'sandbox', [], 'critical'],
  ['informational', 'production', [], 'informational'],
  ['medium', 'sandbox', [], 'low'],
  ['low', 'sandbox', [], 'informational'],
  ['high', 'sandbox', ['tattletrail.canary'], 'high'],
  ['high', 'staging', [], 'high'],
  ['high', undefined, [], 'high'],
  ['high', '__proto__', [], 'high'],
  ['high', 'constructor', [], 'high'],
])('%s in %s', (level, environment, tags, becomes) => {
  expect(levelIn({ level, tags }, environment, DEFAULT_CHANGES)).toBe(becomes)
})

test('what the user says comes before the default', () => {
  const changes = { ...DEFAULT_CHANGES, production: 'keep', legacy: 'raise' } as const
  expect(levelIn({ level: 'low', tags: [] }, 'production', changes)).toBe('low')
  expect(levelIn({ level: 'low', tags: [] }, 'legacy', changes)).toBe('medium')
})

test.each<[environments: readonly string[], highest: Level]>([
  [[], 'medium'],
  [['sandbox'], 'medium'],
  [['sandbox', 'production'], 'high'],
])('the highest level in %j', (environments, highest) => {
  expect(highestLevel({ level: 'medium', tags: [] }, environments, DEFAULT_CHANGES)).toBe(highest)
})
