/** Rules run on records that are known: those that fail, and those that match whatever happens. */
import type { Json, JsonObject } from '../core/json.ts'
import { isObject, text } from '../core/json.ts'
import type { Compiled } from '../core/language.ts'
import type { Problem } from '../core/problem.ts'
import { problem } from './problem.ts'

/** Of the records whose name the rule could match: one that fails on fewer fails on some that it is not about. */
const MANY = 0.1
/** One that matches so many is about nothing in particular. */
const NEARLY_ALL = 0.95
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
  const about = samples.filter((record) => compiled.couldMatch?.(text(record, 'eventName')) !== false)
  for (const record of about) {
    const { matched, error } = compiled.evaluate(record)
    if (matched) matches++
    if (error === undefined) continue
    errors++
    if (failed.size < 3) failed.set(text(record, 'eventName') ?? 'a record', error)
  }
  const [[name, error] = []] = failed
  const of = (count: number, all: number): string =>
    count === all ? 'every record' : `${count} of ${all} records that are known`
  if (name !== undefined && errors >= about.length * MANY) {
    const message = `the rule fails on ${of(errors, about.length)} (${name}: ${error}), and so never matches them`
    return [
      problem(place, {
        message,
        hint: 'a field may be missing:  (.a.b // "") | startswith("x")',
        sure: errors === about.length,
      }),
    ]
  }
  if (matches < samples.length * NEARLY_ALL) return []
  const message = `the rule matches ${of(matches, samples.length)}`
  return [problem(place, { message, hint: 'ask for an eventName', sure: false })]
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
