/** Warnings about patterns that are valid and still not what their author meant. */
import type { Problem } from '../../core/problem.ts'
import { suggest } from '../../notation/suggest.ts'
import { ENVELOPE_KEYS, envelopeSource, KNOWN_DETAIL_TYPES } from './envelope.ts'
import type { PatternNode } from './node.ts'
import type { ParsedField } from './parse.ts'

type Alternatives = readonly (readonly ParsedField[])[]
type Where = { readonly at: PatternNode['at'] }

const warning = ({ at }: Where, message: string, hint: string): Problem => ({
  message,
  ...at,
  hint,
  warning: true,
  mistake: true,
})

/** Keys beside `detail` and its companions: nothing in an EventBridge event stands there. */
const strayKeys = (root: PatternNode): Problem[] => {
  if (root.kind !== 'object') return []
  const keys = root.entries.filter(({ key }) => key !== '$or')
  if (!keys.some(({ key }) => key === 'detail' || key === 'detail-type' || key === 'source')) return []
  return keys
    .filter(({ key }) => !ENVELOPE_KEYS.includes(key.split('.')[0] as string))
    .map((entry) => {
      const meant = suggest(entry.key, ENVELOPE_KEYS)
      return meant
        ? warning(
            entry,
            `"${entry.key}" is no field of an EventBridge event, so this pattern never matches`,
            `did you mean "${meant}"?`,
          )
        : warning(
            entry,
            `"${entry.key}" stands beside "detail", where no event has it, so this pattern never matches`,
            `fields of the CloudTrail record belong inside: "detail": { "${entry.key}": ... }`,
          )
    })
}

const exactStrings = (
  fields: readonly ParsedField[],
  path: string,
): { readonly field: ParsedField; readonly values: readonly string[] } | undefined => {
  const field = fields.find((one) => one.path === path)
  const values = [...(field?.matcher.exact ?? [])].filter((value) => typeof value === 'string')
  return field && values.length > 0 ? { field, values } : undefined
}

const sources = (fields: readonly ParsedField[]): Problem[] => {
  const source = exactStrings(fields, 'source')
  const eventSource = exactStrings(fields, 'detail.eventSource') ?? exactStrings(fields, 'eventSource')
  const found: Problem[] = []
  for (const value of source?.values ?? []) {
    if (/\.amazonaws\.com$/.test(value))
      found.push(
        warning(
          source!.field.node,
          `"source" is never "${value}"`,
          `write "${envelopeSource(value)}"; the host name belongs in detail.eventSource`,
        ),
      )
  }
  for (const value of eventSource?.values ?? []) {
    if (value === '')
      found.push(
        warning(
          eventSource!.field.node,
          'an empty eventSource matches no CloudTrail event',
          'write the service, for example "ecr.amazonaws.com"',
        ),
      )
    else if (!value.includes('.') || value.startsWith('aws.'))
      found.push(
        warning(
          eventSource!.field.node,
          `"eventSource" is never "${value}"`,
          `write "${value.replace(/^aws\./, '')}.amazonaws.com"`,
        ),
      )
  }
  if (found.length > 0 || !source || !eventSource) return found
  const implied = new Set(eventSource.values.map(envelopeSource))
  if (source.values.some((value) => implied.has(value))) return []
  return [
    warning(
      source.field.node,
      `"source" and "eventSource" disagree, so this pattern never matches: ${eventSource.values[0]} comes from ${[...implied][0]}`,
      `write "source": ["${[...implied][0]}"]`,
    ),
  ]
}

const detailTypes = (fields: readonly ParsedField[]): Problem[] => {
  const type = exactStrings(fields, 'detail-type')
  if (!type || !fields.some(({ path }) => /^detail\.event(Name|Source)$/.test(path))) return []
  return type.values
    .filter((value) => !KNOWN_DETAIL_TYPES.includes(value))
    .map((value) => {
      const meant = suggest(value, KNOWN_DETAIL_TYPES)
      return warning(
        type.field.node,
        `"${value}" is not a detail-type of CloudTrail events`,
        meant ? `did you mean "${meant}"?` : `one of ${KNOWN_DETAIL_TYPES.map((one) => `"${one}"`).join(', ')}`,
      )
    })
}

export const adviseOn = (root: PatternNode, alternatives: Alternatives): readonly Problem[] => {
  const all = [
    ...strayKeys(root),
    ...alternatives.slice(0, 100).flatMap((fields) => [...sources(fields), ...detailTypes(fields)]),
  ]
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()]
}
