/** A rule that fails while it runs: counted, by name, wherever one looks at a run. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { prepareRun } from './run.ts'

const home = mkdtempSync(join(tmpdir(), 'tattletrail-rule-errors-'))
afterAll(() => rmSync(home, { recursive: true }))

const CONFIG = `
[[rule]]
name = "fails on every name"
jq_match = '.eventName | .foo'
[[rule]]
name = "fails where nobody is named"
jq_match = '.requestParameters.userName | startswith("x")'
[[rule]]
name = "works"
jq_match = '.eventName == "CreateUser"'
[store]
type = "memory"
`
const record = (id: string, requestParameters: object) => ({
  ...{ eventVersion: '1.11', eventID: id, eventTime: '2026-03-02T00:00:00Z', eventSource: 'iam.amazonaws.com' },
  ...{ eventName: 'CreateUser', awsRegion: 'us-east-1', userIdentity: { type: 'IAMUser' }, requestParameters },
})

test('health says how often each rule failed, and on what', async () => {
  const [config, log] = [join(home, 'c.toml'), join(home, 'a.json')]
  writeFileSync(config, CONFIG)
  writeFileSync(log, JSON.stringify({ Records: [record('1', {}), record('2', { userName: 'dana' }), record('3', {})] }))
  const running = await prepareRun({ config, rules: [], builtin: false, folder: home, once: true })
  const reported: (readonly [string, number])[] = []
  await running.run(
    { ingested: (_, { ruleErrors }) => reported.push(...ruleErrors.map(({ rule, count }) => [rule, count] as const)) },
    AbortSignal.timeout(30_000),
  )
  expect(Object.fromEntries(reported)).toEqual({ 'fails on every name': 3, 'fails where nobody is named': 2 })
  expect(running.health()).toMatchObject({
    ...{ records: 3, findings: 3, ruleErrors: 5, latestProblem: expect.stringContaining('fails') },
    failingRules: {
      'fails on every name': { count: 3, example: 'expected an object but got: string ("CreateUser")' },
      'fails where nobody is named': { count: 2, example: 'startswith("x") cannot be applied to: null' },
    },
  })
})
