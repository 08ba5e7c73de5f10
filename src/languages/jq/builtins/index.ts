/** All builtin functions by `name/arity`, and those that are refused with a reason. */
import type { Builtin, Builtins, CompileOptions } from './builtin.ts'
import { of0 } from './builtin.ts'
import { collections } from './collections.ts'
import { control } from './control.ts'
import { dates } from './dates.ts'
import { limits } from './limits.ts'
import { loops } from './loops.ts'
import { math } from './math.ts'
import { preludeDefinition, preludeNames } from './prelude.ts'
import { regexes } from './regexes.ts'
import { sorting } from './sorting.ts'
import { text } from './text.ts'

const listing: Builtins = {
  'builtins/0': of0(() => builtinNames().filter((name) => !name.startsWith('_'))),
}

const NATIVE: Builtins = {
  ...control,
  ...loops,
  ...limits,
  ...collections,
  ...sorting,
  ...text,
  ...regexes,
  ...math,
  ...dates,
  ...listing,
}

export const findBuiltin = (name: string, arity: number): Builtin | undefined => {
  const key = `${name}/${arity}`
  const native = Object.hasOwn(NATIVE, key) ? NATIVE[key] : undefined
  const definition = preludeDefinition(key)
  return (native ?? definition) ? { ...native, definition } : undefined
}

export const builtinNames = (): string[] => [...new Set([...Object.keys(NATIVE), ...preludeNames])].sort()

/** What jq has and a rule may not use. */
const REFUSED: Readonly<Record<string, { readonly message: string; readonly hint: string }>> = {
  'env/0': {
    message: 'env is not available: a rule does not see the environment',
    hint: 'write the value into the rule',
  },
  'modulemeta/0': {
    message: 'modulemeta is not available: a rule reads no other files',
    hint: 'write the functions into the rule itself',
  },
}

export const refusedBuiltin = (name: string, arity: number, options: CompileOptions) => {
  const key = `${name}/${arity}`
  if (key === 'now/0' && !options.now) {
    const message = 'now is not available: a rule gives the same answer whenever it runs'
    return { message, hint: 'compare with the time of the event: .eventTime | fromdate' }
  }
  return Object.hasOwn(REFUSED, key) ? REFUSED[key] : undefined
}
