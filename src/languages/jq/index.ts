/** The rule language jq: gojq's dialect, with the semantics of cloudtrail-tattletail. */
import type { Json, JsonObject } from '../../core/json.ts'
import { defineLanguage, NO, type Verdict, YES } from '../../core/language.ts'
import { CompileError } from '../../core/problem.ts'
import type { Legible } from '../../notation/claim.ts'
import { adviseOn } from './advice.ts'
import { asksOf } from './asks.ts'
import type { CompileOptions } from './builtins/builtin.ts'
import { createContext } from './compile/compile.ts'
import { couldMatchOf } from './could-match.ts'
import { explainProgram } from './explain.ts'
import { failureText, firstOutput, outputs, toPlain } from './run.ts'
import { parse } from './syntax/parser.ts'
import { startBudget } from './values/budget.ts'
import { Exhausted } from './values/failure.ts'
import { equal } from './values/order.ts'
import type { Value } from './values/value.ts'

export type { CompileOptions } from './builtins/builtin.ts'
export { JqError } from './values/failure.ts'

export interface JqProgram extends Legible {
  /**
   * Every output, in order and as late as possible.
   * @throws JqError where the program fails; the outputs before that point have come out by then.
   */
  run(value: Json): Iterable<Json>
}

const compileProgram = (text: string, options: CompileOptions = {}): JqProgram => {
  if (typeof text !== 'string') {
    throw new CompileError([
      { message: 'a jq program is a string', hint: 'for example  select(.eventName == "CreateUser")' },
    ])
  }
  const context = createContext(options)
  const compiled = withinStack(text, () => {
    const root = parse(text)
    return { root, code: context.compile(root, null) }
  })
  if (context.problems.size > 0) throw new CompileError(inOrder(context.problems.values()))
  const { root, code } = compiled

  const evaluate = (record: JsonObject): Verdict => {
    let output: Value | undefined
    try {
      output = firstOutput(code, record as Value)
    } catch (thrown) {
      return { matched: false, error: failureText(thrown) }
    }
    if (output === undefined || output === null || output === false) return NO
    if (output === true || output === record) return YES
    return sameValue(output, record as Value) ? YES : { matched: true, annotation: toPlain(output) }
  }
  const matches = (record: JsonObject): boolean => {
    try {
      const output = firstOutput(code, record as Value)
      return output !== undefined && output !== null && output !== false
    } catch (thrown) {
      failureText(thrown)
      return false
    }
  }
  const couldMatch = couldMatchOf(root, context)
  return {
    evaluate,
    matches,
    couldMatch,
    asks: () => asksOf(root, context),
    explain: (record) => explainProgram(root, context, text, record),
    warnings: inOrder([...context.warnings.values(), ...adviseOn(root, text)]),
    run: (value) => outputs(code, value as Value),
  }
}

/** Text can nest in ways that no limit of the parser counts. */
const withinStack = <T>(text: string, work: () => T): T => {
  try {
    return work()
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown
    throw new CompileError([{ message: 'the program is nested too deeply', offset: 0, length: text.length }])
  }
}

const inOrder = <P extends { readonly offset?: number | undefined }>(problems: Iterable<P>): P[] =>
  [...problems].sort((a, b) => (a.offset ?? 0) - (b.offset ?? 0))

const sameValue = (a: Value, b: Value): boolean => {
  try {
    startBudget()
    return equal(a, b)
  } catch (thrown) {
    if (thrown instanceof RangeError || thrown instanceof Exhausted) return false
    throw thrown
  }
}

const language = defineLanguage({
  type: 'jq',
  title: 'jq',
  configKey: 'jq_match',
  compile: (text: string): JqProgram => compileProgram(text),
})

/** @throws CompileError with every unknown name, or the first syntax error. */
export const jq = { ...language, compile: compileProgram }
