/** From one observed event to rules that find it again: an EventBridge pattern, a jq program and a Sigma rule. */
import { isObject, type Json, type JsonObject } from '../../core/json.ts'
import { writeYaml } from '../../notation/write-yaml.ts'
import { deriveEnvelope } from '../event-pattern/envelope.ts'
import { type EventFacts, identify, type Parameter, type Parameters, type ParameterValue } from './facts.ts'

export interface RulesFromEvent {
  /** Pretty-printed JSON. */
  readonly eventPattern: string
  readonly jq: string
  /** YAML. */
  readonly sigma: string
}

/**
 * Writes rules that match the given event and others like it: same service, same call, same lasting request parameters.
 * Tokens, times, ids of requests, media types, digests, paging and secrets are left out. The answer depends on the event only.
 * @param event a CloudTrail record, or the EventBridge event around it
 * @throws CompileError when it has no eventSource and eventName
 */
export const rulesFromEvent = (event: JsonObject): RulesFromEvent => {
  const facts = identify(event)
  return { eventPattern: patternOf(facts), jq: jqOf(facts), sigma: sigmaOf(facts) }
}

const patternOf = ({ record, eventSource, eventName, requestParameters }: EventFacts): string => {
  const write = (parameter: Parameter): Json =>
    parameter.kind === 'values' ? parameter.values : fields(parameter.fields)
  const fields = (all: Parameters): JsonObject =>
    Object.fromEntries(all.map(([key, parameter]) => [key, write(parameter)]))
  const envelope = deriveEnvelope(record)
  const pattern: JsonObject = {
    source: [envelope.source as string],
    'detail-type': [envelope['detail-type'] as string],
    detail: {
      eventSource: [eventSource],
      eventName: [eventName],
      ...(requestParameters.length > 0 && { requestParameters: fields(requestParameters) }),
    },
  }
  return pretty(pattern)
}

/** JSON with an object's fields on lines of their own and each list of values on one line, as people write patterns. */
const pretty = (value: Json, indent = ''): string => {
  if (!isObject(value))
    return Array.isArray(value) ? `[${value.map((item) => pretty(item)).join(', ')}]` : JSON.stringify(value)
  const deeper = `${indent}  `
  const lines = Object.entries(value).map(([key, field]) => `${deeper}${JSON.stringify(key)}: ${pretty(field, deeper)}`)
  return `{\n${lines.join(',\n')}\n${indent}}`
}

const jqOf = ({ eventSource, eventName, requestParameters }: EventFacts): string => {
  const step = (path: string, key: string): string =>
    /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `${path}.${key}?` : `${path || '.'}[${JSON.stringify(key)}]?`
  const isOneOf = (path: string, values: readonly ParameterValue[]): string =>
    values.map((value) => `${path} == ${JSON.stringify(value)}`).join(' or ')
  // `?` keeps a parameter of another shape from being an error: then the rule just does not match.
  const conditions = (all: Parameters, path: string): readonly string[] =>
    all.flatMap(([key, parameter]) => {
      const at = step(path, key)
      if (parameter.kind === 'values')
        return parameter.inList ? `any(${at}[]?; ${isOneOf('.', parameter.values)})` : isOneOf(at, parameter.values)
      return parameter.inList
        ? `any(${at}[]?; ${conditions(parameter.fields, '').join(' and ')})`
        : conditions(parameter.fields, at)
    })
  const all = [
    `.eventSource == ${JSON.stringify(eventSource)}`,
    `.eventName == ${JSON.stringify(eventName)}`,
    ...conditions(requestParameters, '.requestParameters'),
  ]
  return `select(\n  ${all.join('\n  and ')}\n)`
}

const sigmaOf = ({ eventSource, eventName, requestParameters }: EventFacts): string => {
  const plain = (value: ParameterValue): ParameterValue =>
    typeof value === 'string' ? value.replace(/[\\*?]/g, '\\$&') : value
  const items = (all: Parameters, path: string): readonly (readonly [string, Json])[] =>
    all.flatMap(([key, parameter]) => {
      const at = `${path}.${key}`
      if (parameter.kind === 'fields') return items(parameter.fields, at)
      const values = parameter.values.map(plain)
      return [[at, values.length === 1 ? (values[0] as ParameterValue) : values] as const]
    })
  const selection = Object.fromEntries([
    ['eventSource', plain(eventSource)],
    ['eventName', plain(eventName)],
    ...items(requestParameters, 'requestParameters'),
  ])
  const service = eventSource.replace(/\.amazonaws\.com(?:\.cn)?$/, '')
  const rule = {
    title: `${eventName} on ${service}`,
    id: uuidOf(JSON.stringify(selection)),
    status: 'experimental',
    description: `Finds calls of ${eventName} on ${service} like one that was observed.`,
    logsource: { product: 'aws', service: 'cloudtrail' },
    detection: { selection, condition: 'selection' },
    falsepositives: ['The same call for a legitimate reason'],
    level: 'medium',
  }
  return writeYaml(rule)
}

/** A UUID that depends on the text alone (version 8, RFC 9562: "custom"), from four FNV-1a hashes with different starts. */
const uuidOf = (content: string): string => {
  const word = (seed: number): string => {
    let hash = 0x811c9dc5 ^ seed
    for (let i = 0; i < content.length; i++) hash = Math.imul(hash ^ content.charCodeAt(i), 0x01000193)
    // FNV leaves the last characters in the low bits only: mix once more.
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    return ((hash ^ (hash >>> 13)) >>> 0).toString(16).padStart(8, '0')
  }
  const hex = [1, 2, 3, 4].map((seed) => word(Math.imul(seed, 0x9e3779b1))).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
