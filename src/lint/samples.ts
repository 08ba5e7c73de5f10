/** Rules run on records that are known: those that fail, and those that match whatever happens. */
import type { Json, JsonObject } from '../core/json.ts'
import { isObject, text } from '../core/json.ts'
import type { Compiled } from '../core/language.ts'
import type { Problem } from '../core/problem.ts'
import { problem } from './problem.ts'

/** Of the records that are known: a rule that fails on fewer fails on some that it is not about. */
const MANY = 0.1
/** One that matches so many is about nothing in particular. */
const NEARLY_ALL = 0.99
/** A rule on fewer proves nothing. */
const FEW = 20

/** @param path where the rule stands in its text, if it is one of several there */
export const sampleFaults = (
  compiled: Compiled,
  samples: readonly JsonObject[],
  path?: Problem['path'],
): readonly Problem[] => {
  if (samples.length < FEW) return []
  const place = path ? { path } : {}
  const failed = new Map<string, string>()
  let errors = 0
  let matches = 0
  for (const record of samples) {
    const { matched, error } = compiled.evaluate(record)
    if (matched) matches++
    if (error === undefined) continue
    errors++
    if (failed.size < 3) failed.set(text(record, 'eventName') ?? 'a record', error)
  }
  const [[name, error] = []] = failed
  const of = (count: number): string =>
    count === samples.length ? 'every record' : `${count} of ${samples.length} records that are known`
  if (name !== undefined && errors >= samples.length * MANY) {
    const message = `the rule fails on ${of(errors)} (${name}: ${error}), and so never matches them`
    return [
      problem(place, {
        message,
        hint: 'a field may be missing:  (.a.b // "") | startswith("x")',
        sure: errors === samples.length,
      }),
    ]
  }
  if (matches < samples.length * NEARLY_ALL) return []
  return [problem(place, { message: `the rule matches ${of(matches)}`, hint: 'ask for an eventName', sure: false })]
}

/** Every path of a record; lists have no key. */
export const pathsOf = (record: Json, at = ''): readonly string[] => {
  if (Array.isArray(record)) return record.flatMap((element: Json) => pathsOf(element, at))
  if (!isObject(record)) return []
  return Object.entries(record).flatMap(([key, value]) => {
    const path = at === '' ? key : `${at}.${key}`
    return [path, ...pathsOf(value, path)]
  })
}
