/** Every line that a recipe of CONTRIBUTING.md stands beside is there. That what comes out works is shown by `npm run recipes`. */
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { changed, readRecipes } from './recipes.ts'

const at = (path: string): URL => new URL(`../../${path}`, import.meta.url)
const recipes = readRecipes(readFileSync(at('CONTRIBUTING.md'), 'utf8'))

test('it looked', () => {
  expect(recipes.length).toBeGreaterThanOrEqual(7)
})

test.each(recipes)('$title', ({ steps }) => {
  for (const step of steps) {
    expect([step.path, existsSync(at(step.path))]).toEqual([step.path, step.kind === 'change'])
    if (step.kind === 'change') expect(() => changed(readFileSync(at(step.path), 'utf8'), step.text)).not.toThrow()
  }
})

test('a line that is not there, or is there twice, is no place', () => {
  expect(changed('a\nb\n', ' a\n+new\n')).toBe('a\nnew\nb\n')
  expect(changed('a, b\n', '-a, b\n+a, b, c\n')).toBe('a, b, c\n')
  expect(changed('a\nb\n', '+new\n b\n@@\n a\n+one\n')).toBe('a\none\nnew\nb\n')
  expect(() => changed('a\nb\n', ' c\n+new\n')).toThrow('0 places')
  expect(() => changed('a\na\n', ' a\n+new\n')).toThrow('2 places')
  expect(() => changed('a\n', '+new\n')).toThrow('places')
})
