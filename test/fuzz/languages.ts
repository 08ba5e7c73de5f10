/** Fuzz of the four languages: a text is compiled or refused with a place, a program ends, and no record that matches is ruled out. */

import { deepStrictEqual, ok } from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import type { JsonObject } from '../../src/core/json.ts'
import type { Compiled } from '../../src/core/language.ts'
import { CompileError } from '../../src/core/problem.ts'
import { anyRecords } from '../../src/investigate/testing/hostile.ts'
import { eventPattern, filterConfig, jq, sigma } from '../../src/languages/index.ts'
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

/** gojq, where it is installed, says what a program gives. */
const hasOracle = spawnSync('gojq', ['--version']).status === 0
const gojq = defineTarget('gojq', 40, fc.tuple(mutated(JQ), anyRecords(2)), ([text, [record = {}]]) => {
  const program = compiled((source) => jq.compile(source), text) as ReturnType<typeof jq.compile> | undefined
  const said = spawnSync('gojq', ['-c', text], { input: JSON.stringify(record), encoding: 'utf8', timeout: 5_000 })
  if (!program || said.status !== 0) return
  const outputs = [...program.run(record as JsonObject)]
  deepStrictEqual(
    outputs,
    said.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line)),
  )
})

if (!hasOracle) console.error('fuzz: gojq is not installed: jq is not compared with it')
export const languageTargets: readonly Target[] = [...LANGUAGES.map(of), ...(hasOracle ? [gojq] : [])]
