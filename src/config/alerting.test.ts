/** Routes, alerting, store and source of a configuration: what is read, and what is refused where. */
import { describe, expect, test } from 'vitest'
import { destinationSchemas } from '../destinations/index.ts'
import { readConfig } from './config.ts'
import { parseDocument } from './document.ts'

const read = (source: string) => readConfig([parseDocument(source, 'tattletrail.toml')], destinationSchemas)
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
  expect(config.alerting).toEqual([
    {
      settings: { resolve_after: 7_200_000, grace: 604_800_000, rate: 30, storm_cap: 5 },
      store: { type: 'sqlite', path: 'state.db' },
      source: { type: 'folder', path: 'logs' },
      routes: [
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
      ],
    },
  ])
})

describe('refused', () => {
  test.each([
    ['[alerting]\ngrace = "soon"', 2, 'expected a duration'],
    ['[alerting]\nrat = 3', 2, 'did you mean "rate"'],
    ['[source]\ntype = "sqs"', 1, 'missing key "queue_url"'],
    ['[source]\ntype = "sqs"\nqueue_url = "tattletrail"', 3, 'expected the URL of a queue'],
    ['[source]\ntype = "s3"', 1, 'missing key "path"'],
    ['[source]\ntype = "s3"\npath = "./logs"', 3, 'expected s3://bucket/prefix, got "./logs"'],
    ['[source]\ntype = "s3"\npath = "s3://b"\nfrom = "yesterday"', 4, 'expected a day, for example "2026-03-04"'],
    ['[source]\ntype = "sqz"', 2, 'did you mean "sqs"'],
    ['[[route]]\ndestinations = ["slak"]', 2, 'no destination has the id "slak"'],
    ['[[route]]\nmatch = { levl = "high" }', 2, 'did you mean "level"'],
    ['[[route]]\n[[route.route]]\ndestinations = ["x"]', 3, 'no destination has the id "x"'],
    ['route = 3', 1, 'expected a list'],
  ])('%j', (source, line, said) => {
    const { problems } = read(source)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ line, message: expect.stringContaining(said) })
  })
})
