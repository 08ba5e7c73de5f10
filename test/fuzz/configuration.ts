/** Fuzz of configurations: any text is read or refused with problems that have a place, never with another error. */
import { ok } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { sections } from '../../src/app/config/sections.ts'
import { readConfig } from '../../src/config/config.ts'
import { parseDocument } from '../../src/config/document.ts'
import { ConfigError } from '../../src/config/located.ts'
import { defineTarget, mutated } from './target.ts'

const example = (path: string): string => readFileSync(new URL(`../../examples/${path}`, import.meta.url), 'utf8')

const JSON_TEXT =
  '{"rule":[{"name":"Create User","jq_match":".eventName == \\"CreateUser\\"","destinations":["a"]}],"destination":[{"id":"a","type":"file","path":"x.jsonl"}]}'
const YAML =
  'rule:\n  - name: Create User\n    jq_match: &q .eventName == "CreateUser"\n    destinations: [a]\ndestination:\n  - { id: a, type: sns, sns_arn: "arn:aws:sns:eu-west-1:123456789012:alerts" }\n'
const TOML =
  'timezone = "UTC"\n[[rule]]\nname = "Create User"\njq_match = \'.eventName == "CreateUser"\'\ndestinations = ["a"]\n[[destination]]\nid = "a"\ntype = "slack_webhook"\nwebhook_url = "https://hooks.example.com/x"\n[store.sqlite]\npath = "x.db"\n'

const texts: readonly (readonly [file: string, text: string])[] = [
  ['tattletrail.json', JSON_TEXT],
  ['tattletrail.yaml', YAML],
  ['tattletrail.toml', TOML],
  ['tattletrail.toml', example('account-watcher/tattletrail.toml')],
]

const cases = fc.oneof(...texts.map(([file, text]) => fc.tuple(fc.constant(file), mutated([text]))))

export const configuration = defineTarget('configuration', 100, cases, ([file, text]) => {
  try {
    const { problems } = readConfig(sections, parseDocument(text, file))
    for (const { message } of problems) ok(message !== '', 'a problem says what it is')
  } catch (error) {
    ok(error instanceof ConfigError, error as Error)
  }
})
