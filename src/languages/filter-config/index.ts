/** Rule language `filter-config`: the `filter_config.json` of the AWS Security Blog: two regular expressions. */

import { isObject, type Json, type JsonObject, own } from '../../core/json.ts'
import { type Condition, defineLanguage, NO, YES } from '../../core/language.ts'
import { CompileError, type Problem } from '../../core/problem.ts'
import { allOf, type Claim, type Legible } from '../../notation/claim.ts'
import { explainRegexError, linearRegex, type Regex } from '../regex.ts'
import { adviseOnRegex } from '../regex-advice.ts'

/** `source` is searched in `eventSource`, `regexp` in `eventName`; neither is anchored. */
export interface FilterConfig {
  readonly source: string
  readonly regexp: string
  readonly sns?: { readonly region?: string; readonly topicARN?: string }
  /** Not of the blog: what becomes of alerts, as in every configuration. */
  readonly alerting?: object
}

const EXAMPLE: Readonly<Record<'source' | 'regexp', string>> = {
  source: 'for example "iam|signin|sts"',
  regexp: 'for example "Password|AccessKey|User|Login"',
}
const KEYS = ['source', 'regexp', 'sns', 'alerting']
const SNS_KEYS = ['region', 'topicARN']

const compile = (body: FilterConfig | string): Legible => {
  const config = typeof body === 'string' ? parse(body) : (body as unknown as Json)
  if (!isObject(config))
    throw new CompileError([{ message: 'a filter is an object with "source" and "regexp"', path: [] }])

  const problems: Problem[] = [...wrongKeys(config), ...wrongSns(own(config, 'sns'))]
  const sources = regexAt(config, 'source', problems)
  const names = regexAt(config, 'regexp', problems)
  if (problems.length > 0 || !sources || !names) throw new CompileError(problems)

  const matches = (record: JsonObject): boolean => {
    const source = own(record, 'eventSource')
    const name = own(record, 'eventName')
    return typeof source === 'string' && typeof name === 'string' && sources.test(source) && names.test(name)
  }
  const condition = (field: string, regex: Regex, source: Json | undefined, record: JsonObject): Condition => {
    const saw = own(record, field)
    const outcome = typeof saw === 'string' && regex.test(saw) ? 'yes' : 'no'
    return { text: `${field} matches /${String(source)}/`, outcome, depth: 0, saw }
  }
  return {
    matches,
    evaluate: (record) => (matches(record) ? YES : NO),
    couldMatch: (eventName) => eventName !== undefined && names.test(eventName),
    asks: () =>
      allOf([claimOf('eventSource', 'source', sources, config), claimOf('eventName', 'regexp', names, config)]),
    explain: (record) => {
      const first = condition('eventSource', sources, own(config, 'source'), record)
      const second = condition('eventName', names, own(config, 'regexp'), record)
      return [first, first.outcome === 'yes' ? second : { text: second.text, outcome: 'not-reached', depth: 0 }]
    },
    warnings: (['source', 'regexp'] as const).flatMap((key) => {
      const advice = adviseOnRegex(own(config, key) as string)
      return advice ? [{ ...advice, path: [key], warning: true as const }] : []
    }),
  }
}

const claimOf = (field: string, key: 'source' | 'regexp', regex: Regex, config: JsonObject): Claim => ({
  kind: 'field',
  field,
  holds: (value) => typeof value === 'string' && regex.test(value),
  values: [{ value: own(config, key) as string, place: { path: [key] } }],
  exact: false,
  place: { path: [key] },
})

const parse = (text: string): Json => {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    // V8 names the position in its message, when there is one.
    const offset = /position ([0-9]+)/.exec(String(error))?.[1]
    throw new CompileError([
      { message: 'the filter is not valid JSON', ...(offset !== undefined && { offset: Number(offset), length: 1 }) },
    ])
  }
}

const unknown = (object: JsonObject, known: readonly string[], path: readonly string[]): Problem[] =>
  Object.keys(object)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      message: `unknown key "${key}"`,
      path: [...path, key],
      hint: `one of ${known.map((one) => `"${one}"`).join(', ')}`,
    }))

const wrongKeys = (config: JsonObject): Problem[] => unknown(config, KEYS, [])

const wrongSns = (sns: Json | undefined): Problem[] => {
  if (sns === undefined) return []
  if (!isObject(sns))
    return [{ message: '"sns" must be an object', path: ['sns'], hint: '{ "region": ..., "topicARN": ... }' }]
  const texts = SNS_KEYS.filter((key) => Object.hasOwn(sns, key) && typeof own(sns, key) !== 'string')
  return [
    ...unknown(sns, SNS_KEYS, ['sns']),
    ...texts.map((key) => ({ message: `"sns.${key}" must be a string`, path: ['sns', key] })),
  ]
}

const regexAt = (config: JsonObject, key: 'source' | 'regexp', problems: Problem[]): Regex | undefined => {
  const source = own(config, key)
  if (typeof source !== 'string') {
    const message = source === undefined ? `"${key}" is missing` : `"${key}" must be a string: a regular expression`
    problems.push({ message, path: source === undefined ? [] : [key], hint: EXAMPLE[key] })
    return undefined
  }
  try {
    return linearRegex(source)
  } catch (error) {
    const { message, offset, length, hint } = explainRegexError(source, error)
    const place = offset === undefined ? '' : ` at character ${offset + 1}`
    problems.push({
      message: `"${key}": ${message}${place}`,
      path: [key],
      offset,
      length,
      hint,
    })
    return undefined
  }
}

/**
 * The two-step filter of the AWS Security Blog ("How to Receive Alerts When Specific APIs Are Called by Using AWS CloudTrail, Amazon SNS,
 * and AWS Lambda"): records whose `eventSource` matches `source`, then of those the ones whose `eventName` matches `regexp`. Expressions run in linear time: RE2 syntax.
 * With a problem in an expression, `path` names the key and `offset` counts inside that expression.
 */
export const filterConfig = defineLanguage({
  type: 'filter-config',
  title: 'filter_config.json of the AWS blog',
  configKey: 'filter',
  compile,
})
