/** jq conformance: the recorded answers of jq's own test suite, and gojq's command line tests of simple filters. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '../../src/core/json.ts'
import { CompileError } from '../../src/core/problem.ts'
import { JqError, type JqProgram, jq } from '../../src/languages/jq/index.ts'
import type { Row, Suite } from './suite.ts'

interface JqCase {
  readonly case: string
  readonly kind: 'run' | 'compile_error'
  readonly program: string
  readonly input?: string
  readonly outputs?: readonly string[]
  readonly portable?: boolean
}

interface CliCase {
  readonly case: string
  readonly args: readonly string[]
  readonly input: string | null
  readonly expected: string | null
  readonly error: string | null
  readonly exit_code: number
  readonly simple_filter: boolean
}

const readCases = <Case>(folder: string, name: string): Case[] =>
  readFileSync(join(folder, 'jq', name), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Case)

/** JSON with the extensions of jq: `nan`, byte order mark. */
const readJson = (text: string): Json => {
  const [value] = jq.compile('fromjson').run(text.replace(/^\ufeff/, ''))
  return value as Json
}

/** Some moment, for the cases that only look at the type of `now`. */
const options = { now: () => 1_700_000_000 }

const compile = (program: string): JqProgram => jq.compile(program, options)

/** Equal as JSON: key order does not count, -0 is 0. */
const same = (a: Json, b: Json): boolean => {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, at) => same(item, b[at] as Json))
    )
  }
  const [left, right] = [a as Record<string, Json>, b as Record<string, Json>]
  const keys = Object.keys(left)
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && same(left[key] as Json, right[key] as Json))
  )
}

const runJqCase = ({ program, input = '', outputs = [] }: JqCase): string | undefined => {
  const given: Json[] = []
  let failure = ''
  try {
    for (const output of compile(program).run(readJson(input))) given.push(JSON.parse(JSON.stringify(output)) as Json)
  } catch (thrown) {
    // Some cases end in an error after their outputs.
    if (!(thrown instanceof CompileError || thrown instanceof JqError)) throw thrown
    failure = thrown.message
  }
  if (same(given, outputs.map(readJson)) && (failure === '' || outputs.length > 0)) return undefined
  return `gave ${given.map((each) => JSON.stringify(each)).join(' ')} ${failure}`
}

const refuses = (program: string): boolean => {
  try {
    compile(program)
    return false
  } catch (thrown) {
    if (thrown instanceof CompileError) return true
    throw thrown
  }
}

// What the gojq command does around a program: options, several inputs, printing.

const FLAGS: Readonly<Record<string, string>> = {
  '--compact-output': 'c',
  '--null-input': 'n',
  '--raw-output': 'r',
  '--slurp': 's',
  '--join-output': 'j',
}

const readArgs = (args: readonly string[]): { readonly flags: string; readonly program: string } => {
  let flags = ''
  let program: string | undefined
  for (const arg of args) {
    const long = FLAGS[arg]
    if (long) flags += long
    else if (/^-[a-zA-Z]+$/.test(arg)) flags += arg.slice(1)
    else program ??= arg
  }
  return { flags, program: program ?? '.' }
}

/** The JSON texts of a stream, one after another. */
const splitStream = (text: string): string[] => {
  const texts: string[] = []
  const token = /"(?:[^"\\]|\\.)*"|[[\]{}]|[^\s"[\]{}]+/gy
  let [start, depth] = [-1, 0]
  token.lastIndex = 0
  const space = /\s*/y
  for (let at = 0; at < text.length; ) {
    space.lastIndex = at
    at += space.exec(text)?.[0].length ?? 0
    if (at >= text.length) break
    token.lastIndex = at
    const found = token.exec(text)?.[0]
    if (found === undefined) return [...texts, text.slice(start < 0 ? at : start)]
    if (start < 0) start = at
    at += found.length
    if (found === '[' || found === '{') depth++
    if (found === ']' || found === '}') depth--
    if (depth === 0) {
      texts.push(text.slice(start, at))
      start = -1
    }
  }
  return start < 0 ? texts : [...texts, text.slice(start)]
}

/** Compact JSON text with line breaks and indents. */
const indent = (compact: string): string => {
  let depth = 0
  return compact.replace(/"(?:[^"\\]|\\.)*"|\[\]|\{\}|[[\]{},:]/g, (token) => {
    const newLine = (by: number): string => {
      depth += by
      return `\n${'  '.repeat(depth)}`
    }
    if (token === '[' || token === '{') return token + newLine(1)
    if (token === ']' || token === '}') return newLine(-1) + token
    if (token === ',') return `,${newLine(0)}`
    return token === ':' ? ': ' : token
  })
}

/** In and out as JSON text, inside the program: whole numbers beyond 2^53 do not survive as JavaScript values. */
const wrap = ({ flags, program }: { readonly flags: string; readonly program: string }): JqProgram => {
  if (!flags.includes('r')) return compile(`fromjson | (${program}\n) | tojson`)
  return compile(`fromjson | (${program}\n) | if type == "string" then . else tojson end`)
}

const runCliCase = ({ args, input, expected, error, exit_code }: CliCase): string | undefined => {
  const command = readArgs(args)
  const { flags, program } = command
  if (exit_code === 3) return refuses(program) ? undefined : 'was not refused'
  let printed = ''
  const failures: string[] = []
  try {
    const compiled = wrap(command)
    const texts = splitStream(input ?? '')
    const values = flags.includes('n') ? ['null'] : flags.includes('s') ? [`[${texts.join()}]`] : texts
    for (const value of values) {
      try {
        for (const output of compiled.run(value))
          printed += `${/[cr]/.test(flags) ? output : indent(output as string)}\n`
      } catch (thrown) {
        if (!(thrown instanceof JqError)) throw thrown
        failures.push(thrown.message)
        if (/^(error|halt)/.test(error ?? '')) break
      }
    }
  } catch (thrown) {
    if (thrown instanceof CompileError) return thrown.message
    throw thrown
  }
  if (printed !== (expected ?? '')) return `printed ${JSON.stringify(printed)} ${failures.join(' | ')}`
  // The command prints what `debug` and `stderr` get to the same place as its errors.
  const fails = error !== null && !/DEBUG/.test(error)
  if (fails && failures.length === 0) return `did not fail: ${error}`
  if (error === null && failures.length > 0) return failures.join(' | ')
  return undefined
}

const row = (what: string, required: number, results: readonly (string | undefined)[]): Row => {
  const failures = results.filter((result) => result !== undefined)
  return { suite: 'jq', what, passed: results.length - failures.length, total: results.length, required, failures }
}

const named = (name: string, fault: string | undefined): string | undefined =>
  fault && `${name}: ${fault.slice(0, 300)}`

export const jqSuite: Suite = (casesFolder) => {
  const cases = readCases<JqCase>(casesFolder, 'jq_tests.jsonl')
  const cli = readCases<CliCase>(casesFolder, 'gojq_cli.jsonl').filter((each) => each.simple_filter)
  if (cases.length < 100 || cli.length < 100) throw new Error(`too few jq cases: ${cases.length} and ${cli.length}`)
  const runs = cases
    .filter((each) => each.kind === 'run')
    .map((each) => ({ each, fault: named(`${each.case} ${each.program}`, runJqCase(each)) }))
  const refusals = cases
    .filter((each) => each.kind === 'compile_error')
    .map((each) => (refuses(each.program) ? undefined : `${each.case} ${each.program}: was not refused`))
  const portable = runs.filter(({ each }) => each.portable).map(({ fault }) => fault)
  const all = [...runs.map(({ fault }) => fault), ...refusals]
  const filters = cli.map((each) => named(`${each.case} ${each.args.join(' ')}`, runCliCase(each)))
  return [
    row('portable cases of jq and gojq', portable.length, portable),
    row('all cases of jq', Math.floor(all.length * 0.9), all),
    row('programs that must be refused', refusals.length, refusals),
    row("gojq's simple filters", Math.floor(filters.length * 0.9), filters),
  ]
}
