/** CompileLate: rules that were compiled before and had no fault, each compiled again only when an event of its names comes. */
import { isObject, type Json, type JsonObject, own } from '../../core/json.ts'
import type { Legible } from '../../notation/claim.ts'
import { compileSigma, type SigmaRule } from './compile.ts'
import { readInfo } from './document/info.ts'
import { readTests } from './document/tests.ts'

/**
 * A rule without its conditions compiled, or undefined where the names that it asks for cannot be read off the document.
 * Only for rules that no event of another name, and none without a name, can match.
 */
export const compileLate = (document: JsonObject, at: number): SigmaRule | undefined => {
  const names = namesIn(own(document, 'detection') ?? null)
  if (!names || names.length === 0) return undefined
  const block = { object: document, path: [at], faults: [] }
  return { ...readInfo(block), tests: readTests(block), compiled: late(document, names), document: at }
}

const late = (document: JsonObject, names: readonly string[]): Legible => {
  let known: Legible | undefined
  const compiled = (): Legible => {
    known ??= compileSigma(document)
    return known
  }
  const exact = new Set(names.filter((name) => !name.endsWith('*')))
  const starts = names.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1))
  const isNamed = (name: string): boolean => exact.has(name) || starts.some((start) => name.startsWith(start))
  return {
    matches: (record) => compiled().matches(record),
    evaluate: (record) => compiled().evaluate(record),
    couldMatch: (name) => name !== undefined && isNamed(name.toLowerCase()) && (compiled().couldMatch?.(name) ?? true),
    get asks() {
      return compiled().asks
    },
    get needs() {
      return compiled().needs ?? []
    },
    explain: (record) => compiled().explain(record),
    warnings: [],
  }
}

/** Every value of `eventName`, in lower case; undefined when one of them is more than a text with `*` at its end. */
const namesIn = (value: Json): readonly string[] | undefined => {
  const found: string[] = []
  const look = (node: Json): boolean =>
    Array.isArray(node)
      ? node.every(look)
      : !isObject(node) ||
        Object.entries(node).every(([key, inner]) => {
          if (key !== 'eventName' && !key.startsWith('eventName|')) return look(inner)
          const values = Array.isArray(inner) ? inner : [inner]
          for (const one of values) if (typeof one === 'string') found.push(one.toLowerCase())
          return key === 'eventName' && values.every((one) => typeof one === 'string' && /^\w+\*?$/.test(one))
        })
  return look(value) ? found : undefined
}
