/** Routes, alerting, store and source of a configuration: what is read, and what is refused where. */
import { describe, expect, test } from 'vitest'
import { sections } from '../app/config/sections.ts'
import { readConfig } from './config.ts'
import { parseDocument } from './document.ts'

const read = (source: string) => readConfig(sections, parseDocument(source, 'tattletrail.toml'))
const SLACK = '[[destination]]\nid = "slack"\ntype = "slack_webhook"\nwebhook_url = "env:HOOK"\n'

test('a tree of routes and every setting', () => {
  const { config, problems } = read(`${SLACK}
[alerting]
resolve_after = "2h"
grace = "7d"
rate = 30
storm_cap = 5
[store]
type = "sqlite"
path = "state.db"
[source]
type = "folder"
path = "logs"
[[route]]
name = "production"
match = { environment = ["production"], level = "high" }
destinations = ["slack"]
continue = true
[[route.route]]
match = { account = ["123456789012"] }
`)
  expect(problems).toEqual([])
  expect(config.alerting).toEqual({ resolve_after: 7_200_000, grace: 604_800_000, rate: 30, storm_cap: 5 })
  expect(config.store).toMatchObject({ type: 'sqlite', name: 'state.db' })
  expect(config.source).toMatchObject({ type: 'folder', name: 'logs' })
  expect(config.routes).toEqual([
    {
      name: 'production',
      match: { environment: ['production'], level: 'high' },
      destinations: ['slack'],
      continue: true,
      routes: [
        {
          name: 'production.1',
          match: { account: ['123456789012'] },
          destinations: [],
          continue: false,
          routes: [],
        },
      ],
    },
  ])
})

test.each([
  ['[store]\ntype = "dynamodb"\nregion = "eu-west-1"', 'dynamodb', 'DynamoDB table tattletrail in eu-west-1'],
  ['[store]\ntype = "dynamodb"\ntable = "mine"', 'dynamodb', 'DynamoDB table mine'],
  ['[store]\npath = "state.db"', 'sqlite', 'state.db'],
  ['[store]\ntype = "memory"', 'memory', 'memory'],
])('%j', (source, type, name) => {
  const { config, problems } = read(source)
  expect(problems).toEqual([])
  expect(config.store).toMatchObject({ type, name })
})

describe('refused', () => {
  test.each([
    ['[alerting]\ngrace = "soon"', 2, 'expected a duration'],
    ['[alerting]\nrat = 3', 2, 'did you mean "rate"'],
    ['[source]\ntype = "sqs"', 1, 'missing key "queue_url"'],
    ['[source]\ntype = "sqs"\nqueue_url = "tattletrail"', 3, 'expected the URL of a queue'],
    ['[source]\ntype = "s3"', 1, 'missing key "path"'],
    ['[source]\ntype = "s3"\npath = "./logs"', 3, 'path: expected s3://bucket or s3://bucket/prefix'],
    ['[source]\ntype = "sqs"\nqueue_url = "https://q.example.com/1/q"\npath = "x"', 4, 'unknown key "path" in source'],
    ['[source]\npath = "x"', 1, 'missing key "type" in source'],
    ['[source]\ntype = "s3"\npath = "s3://b"\nfrom = "yesterday"', 4, 'expected a day, for example "2026-03-04"'],
    ['[source]\ntype = "sqz"', 2, 'did you mean "sqs"'],
    ['[store]\ntype = "sqllite"', 2, 'no store type is called "sqllite": did you mean "sqlite"?'],
    ['[store]\ntable = "x"', 2, 'unknown key "table" in store'],
    ['[store]\ntype = "dynamodb"\nregoin = "eu-west-1"', 3, 'did you mean "region"'],
    ['[[route]]\ndestinations = ["slak"]', 2, 'no destination has the id "slak"'],
    ['[[route]]\nmatch = { levl = "high" }', 2, 'did you mean "level"'],
    ['[[route]]\nmatch = { principal = ["terraform"] }', 2, '"terraform" is a name that anybody may have'],
    [
      '[[route]]\nmatch = { principal = ["*:assumed-role/Deploy/ci-*"] }',
      2,
      'whoever opens a session chooses its name',
    ],
    ['[[route]]\n[[route.route]]\ndestinations = ["x"]', 3, 'no destination has the id "x"'],
    ['route = 3', 1, 'expected a list'],
  ])('%j', (source, line, said) => {
    const { problems } = read(source)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ line, message: expect.stringContaining(said) })
  })
})
