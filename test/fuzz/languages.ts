/** Fuzz of the four languages: a text is compiled or refused with a place, a program ends, and no record that matches is ruled out. */

import { deepStrictEqual, ok } from 'node:assert/strict'
import fc from 'fast-check'
import type { JsonObject } from '../../src/core/json.ts'
import type { Compiled } from '../../src/core/language.ts'
import { CompileError } from '../../src/core/problem.ts'
import { anyRecords } from '../../src/investigate/testing/hostile.ts'
import { eventPattern, filterConfig, jq, sigma } from '../../src/languages/index.ts'
import { oracles } from './oracles/oracles.ts'
import { defineTarget, mutated, type Target } from './target.ts'

const SIGMA = [
  'title: x\nlogsource: { product: aws, service: cloudtrail }\ndetection:\n  s: { eventName|contains: [User, Role], errorCode: null }\n  n: { userIdentity.type: Root }\n  condition: s and not 1 of n*\n',
  "title: x\nlogsource: { product: aws, service: cloudtrail }\ndetection:\n  a:\n    - eventName|re: '^(Create|Delete)'\n    - requestParameters.list|all: [dana, x]\n  condition: all of them\n",
]
const JQ = [
  '.userIdentity.userName == "dana" and (.eventName | test("^[A-Z]"; "i"))',
  'select(.requestParameters.list[]? == "dana") | {a: .eventName, b: [.. | strings] | length}',
  'reduce .[] as $x (0; . + 1) | if . > 5 then "many" else empty end',
  'def f($x): [$x, .eventName] | join("-"); f(.awsRegion) | ascii_downcase | @csv "\\([.])"',
]
const PATTERNS = [
  '{"detail":{"eventName":["dana",{"prefix":"De"}],"userIdentity":{"type":[{"anything-but":["Root"]}]}}}',
  '{"detail":{"$or":[{"awsRegion":["eu-west-1"]},{"requestParameters":{"roleName":[{"wildcard":"D*r"}]}}],"errorMessage":[{"exists":false}]}}',
]
const FILTERS = ['{"source":"iam|sts","regexp":"User|Token"}', '{"source":".*","regexp":"^(dana|.+x)$"}']

type Compile = (text: string) => Compiled
const LANGUAGES: readonly (readonly [string, Compile, readonly string[]])[] = [
  ['jq', (text) => jq.compile(text), JQ],
  ['event-pattern', (text) => eventPattern.compile(JSON.parse(text)), PATTERNS],
  ['sigma', (text) => sigma.compile(text), SIGMA],
  ['filter', (text) => filterConfig.compile(JSON.parse(text)), FILTERS],
]

/** Undefined: refused, as it should be. */
const compiled = (compile: Compile, text: string): Compiled | undefined => {
  try {
    return compile(text)
  } catch (error) {
    if (error instanceof CompileError || error instanceof SyntaxError) return undefined
    throw error
  }
}

const of = ([name, compile, texts]: (typeof LANGUAGES)[number]): Target =>
  defineTarget(name, 200, fc.tuple(mutated(texts), anyRecords(4)), ([text, records]) => {
    const rule = compiled(compile, text)
    for (const record of rule ? records : []) {
      const name = typeof record.eventName === 'string' ? record.eventName : undefined
      const isRuledOut = name !== undefined && rule?.couldMatch?.(name) === false
      ok(!(isRuledOut && rule?.evaluate(record).matched), 'a record that matches is ruled out by its name')
    }
  })

const { gojq, 'event-ruler': ruler, pySigma } = oracles

/** What each language gives is what its oracle gives; a text that one of the two refuses is no case. */
const compared: readonly (Target | false)[] = [
  gojq !== undefined &&
    defineTarget('gojq', 40, fc.tuple(mutated(JQ), anyRecords(2)), ([text, [record = {}]]) => {
      const program = compiled((source) => jq.compile(source), text) as ReturnType<typeof jq.compile> | undefined
      const input = JSON.stringify(record)
      // In Go half of a surrogate pair is no character.
      fc.pre(program !== undefined && text.isWellFormed() && !input.includes('\\ud'))
      const said = gojq(text, input)
      fc.pre(said !== undefined)
      deepStrictEqual(
        [...program.run(record as JsonObject)],
        said.map((line) => JSON.parse(line)),
      )
    }),
  ruler !== undefined &&
    defineTarget('event-ruler', 100, fc.tuple(mutated(PATTERNS), anyRecords(2)), async ([text, [detail = {}]]) => {
      const rule = compiled((source) => eventPattern.compile(JSON.parse(source)), text)
      const event = { detail }
      const [pattern, asked] = [text, JSON.stringify(event)]
      const { accepted, matches } = await ruler({ pattern, event: asked })
      fc.pre(rule !== undefined && accepted)
      deepStrictEqual(rule.matches(event), matches)
    }),
  pySigma !== undefined &&
    defineTarget('pySigma', 100, fc.tuple(mutated(SIGMA), anyRecords(2)), async ([rule, [record = {}]]) => {
      const ours = compiled((source) => sigma.compile(source), rule)
      const { accepted, matches } = await pySigma({ rule, record })
      fc.pre(ours !== undefined && accepted)
      deepStrictEqual(ours.matches(record), matches)
    }),
]

export const languageTargets: readonly Target[] = [...LANGUAGES.map(of), ...compared.filter((one) => one !== false)]
