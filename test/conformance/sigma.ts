/** Sigma over the published rules and events of sigma/: what compiles, the rule x event matrix, and the labelled cases. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '../../src/core/json.ts'
import { CompileError } from '../../src/core/problem.ts'
import { compileSigma, type SigmaFile } from '../../src/languages/sigma/compile.ts'
import { sigma } from '../../src/languages/sigma/index.ts'
import type { Row, Suite } from './suite.ts'

const SUITE = 'sigma'
/** Of the rule x event matrix, by the issue that asked for it. */
const MATRIX_SHARE = 0.999

interface RuleCase {
  readonly path: string
  readonly yaml_docs: readonly JsonObject[]
}
interface Expected {
  readonly rule_path: string
  readonly hits: readonly number[]
}
interface Labelled {
  readonly case: string
  readonly rule: JsonObject
  readonly event: JsonObject
  readonly expected: boolean
  readonly spec_conflict: boolean
}

const lines = <T>(folder: string, name: string): T[] =>
  readFileSync(join(folder, 'sigma', name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)

/** The parsed documents and their text must compile to the same thing, or be refused with the same words. */
const compileBoth = (documents: readonly JsonObject[]): SigmaFile | string => {
  const text = documents.map((document) => JSON.stringify(document)).join('\n---\n')
  const [fromObjects, fromText] = [() => compileSigma(documents), () => sigma.compile(text)].map((compile) => {
    try {
      return compile()
    } catch (error) {
      if (error instanceof CompileError) return error.message
      throw error
    }
  }) as [SigmaFile | string, SigmaFile | string]
  if (typeof fromObjects !== typeof fromText) throw new Error('a text and its documents disagree')
  return fromObjects
}

export const sigmaSuite: Suite = (folder) => {
  const rules = lines<RuleCase>(folder, 'rules.jsonl')
  const events = lines<{ readonly i: number; readonly event: JsonObject }>(folder, 'events.jsonl')
  const expected = new Map(lines<Expected>(folder, 'expected.jsonl').map((row) => [row.rule_path, new Set(row.hits)]))
  const compiled = rules.map(({ path, yaml_docs }) => ({ path, file: compileBoth(yaml_docs) }))
  const refusals = compiled.flatMap(({ path, file }) => (typeof file === 'string' ? [`refused: ${path}: ${file}`] : []))
  const surprises = compiled.filter(({ path, file }) => typeof file === 'string' && expected.has(path))

  let total = 0
  let narrowed = 0
  const differences: string[] = []
  const unsound: string[] = []
  for (const { path, file } of compiled) {
    const hits = expected.get(path)
    if (typeof file === 'string' || !hits) continue
    for (const { i: at, event } of events) {
      const matches = file.matches(event)
      total++
      if (matches !== hits.has(at)) differences.push(`${path} x event ${at} (${event.eventName}): ${matches}`)
      if (!matches && file.couldMatch?.(String(event.eventName)) === false) narrowed++
      if (matches && file.couldMatch?.(String(event.eventName)) === false) unsound.push(`${path} x event ${at}`)
    }
  }

  const labelled = lines<Labelled>(folder, 'trailalerts_cases.jsonl')
  const judged = labelled
    .filter((one) => !one.spec_conflict)
    .map((one) => {
      const file = compileBoth([one.rule])
      return { one, ok: typeof file !== 'string' && file.matches(one.event) === one.expected }
    })

  const row = (
    what: string,
    all: number,
    required: number,
    failures: readonly string[],
    passed = all - failures.length,
  ): Row => ({
    suite: SUITE,
    what,
    passed,
    total: all,
    required,
    failures,
  })
  return [
    row('rules compiled, or refused with a reason', rules.length, rules.length, refusals, rules.length),
    row(
      'rules compiled, of those with an expectation',
      expected.size,
      expected.size,
      surprises.map(({ path }) => path),
    ),
    row('matrix: rule x event', total, Math.ceil(total * MATRIX_SHARE), differences),
    row('index: no match is ruled out by its event name', total, total, unsound),
    row('index: non-matches ruled out by their event name', total, Math.ceil(total * 0.9), [], narrowed),
    row(
      'labelled cases without a conflict',
      judged.length,
      judged.length,
      judged.filter(({ ok }) => !ok).map(({ one }) => one.case),
    ),
  ]
}
