/** Messages of findings: the inside of a jq string, which never fails at run time. */
import type { JsonObject } from '../../core/json.ts'
import { CompileError } from '../../core/problem.ts'
import { createContext } from './compile/compile.ts'
import { extend, type Scope } from './compile/scope.ts'
import { type Code, type Env, firstOf, MORE, NONE, single } from './runtime/code.ts'
import type { Node } from './syntax/ast.ts'
import { parseStringBody } from './syntax/parser.ts'
import { startBudget } from './values/budget.ts'
import { toText } from './values/preview.ts'
import type { Value } from './values/value.ts'

const MAX_LENGTH = 4000
/** Printed for a missing field, a failure or no output. */
const UNKNOWN = 'unknown'

export type Say = (record: JsonObject, values: Readonly<Record<string, () => string>>) => string

/**
 * @param body text with interpolations: `\(actor) stopped logging on trail \(.requestParameters.name)`. A bare `"` is an ordinary character.
 * @param helpers names of functions without arguments; `values[name]()` answers them at run time.
 * @throws CompileError with every problem found; what it returns never throws.
 */
export const compileMessage = (body: string, helpers: readonly string[]): Say => {
  const context = createContext({})
  const scope = helpers.reduce<Scope | null>((inner, name) => extend(inner, 'closure', name), null)
  const parts = partsOf(body).map((part) => (typeof part === 'string' ? part : context.compile(part, scope)))
  if (context.problems.size > 0) throw new CompileError([...context.problems.values()])

  return (record, values) => {
    const env = envOf(helpers, values)
    const said = parts.map((part) => (typeof part === 'string' ? part : print(part, record, env))).join('')
    return cut(said)
  }
}

const partsOf = (body: string): readonly (string | Node)[] => {
  if (typeof body !== 'string') throw new CompileError([{ message: 'a message is a string' }])
  try {
    const node = parseStringBody(body)
    return node.kind === 'string' ? node.parts : []
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown
    throw new CompileError([{ message: 'the message is nested too deeply', offset: 0, length: body.length }])
  }
}

const envOf = (helpers: readonly string[], values: Readonly<Record<string, () => string>>): Env | null => {
  let env: Env | null = null
  for (const name of helpers) env = { held: { code: helper(name, values), paths: noPaths, env: null }, up: env }
  return env
}

const helper = (name: string, values: Readonly<Record<string, () => string>>): Code =>
  single(() => (Object.hasOwn(values, name) ? (values[name] as () => string)() : null))

/** A helper's text is no place in the record. */
const noPaths = (): typeof MORE => MORE

const print = (code: Code, record: JsonObject, env: Env | null): string => {
  try {
    startBudget()
    const found = firstOf(code, record as Value, env)
    return found === NONE || found === null ? UNKNOWN : toText(found)
  } catch {
    return UNKNOWN
  }
}

/** Never between the halves of a surrogate pair. */
const cut = (text: string): string => {
  if (text.length <= MAX_LENGTH) return text
  const last = text.charCodeAt(MAX_LENGTH - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? MAX_LENGTH - 1 : MAX_LENGTH)
}
