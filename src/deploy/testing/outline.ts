/** The smallest emitter, for tests: each parameter, resource, permission and wire as a line of text. */
import type { Json } from '../../core/json.ts'
import { defineEmitter } from '../emitter.ts'
import { type Data, EXPRESSION, type Expression, express } from '../expressions.ts'
import type { Deployment, Resource, Resources } from '../model.ts'

export const outline = defineEmitter({
  type: 'outline',
  title: 'Lines of text',
  emit: (deployment) => [{ path: 'outline.txt', text: [...linesOf(deployment)].sort().join('\n') }],
})

function* linesOf({ parameters, resources, outputs }: Deployment): Generator<string> {
  for (const [name, { default: preset }] of Object.entries(parameters)) yield parameterLine(name, preset)
  for (const [name, { value }] of Object.entries(outputs)) yield valueLine('outputs', name, spelled(value))
  for (const [id, resource] of Object.entries(resources)) {
    yield resourceLine(id, resource.kind, { ...resource, refersTo: referencesIn(Object.values(resource), resources) })
    for (const [holder, statement] of permissionsIn(id, resource)) yield permissionLine(holder, spelled(statement))
    if (resource.kind === 'function')
      for (const [name, value] of Object.entries(resource.environment)) yield valueLine(id, name, spelled(value))
  }
}

const permissionsIn = (id: string, resource: Resource): readonly (readonly [holder: string, statement: Data])[] => {
  if (resource.kind === 'policy') return resource.statements.map((one) => [resource.on, one])
  return resource.kind === 'role' ? resource.statements.map((one) => [id, one]) : []
}

/** Wiring is said by id, or by expressions. */
export const referencesIn = (data: Data, resources: Resources): readonly string[] => {
  if (typeof data === 'string') return data in resources ? [data] : []
  if (typeof data !== 'object' || data === null) return []
  if (!(EXPRESSION in data)) return Object.values(data).flatMap((one: Data) => referencesIn(one, resources))
  const expression = data as Expression
  switch (expression[EXPRESSION]) {
    case 'parameter':
      return [expression.parameter]
    case 'attribute':
      return [expression.of]
    case 'place':
      return []
    case 'joined':
      return expression.parts.flatMap((part) => referencesIn(part, resources))
    case 'when':
      return referencesIn(expression.value, resources)
  }
}

/** With each expression as text, such as `<Queue.arn>`. */
export const spelled = (data: Data): Json => express(data, spell)

const spell = (expression: Expression): Json => {
  switch (expression[EXPRESSION]) {
    case 'parameter':
      return `<${expression.parameter}>`
    case 'place':
      return `<${expression.place}>`
    case 'attribute':
      return `<${expression.of}.${expression.attribute}>`
    case 'joined':
      return expression.parts.map(spelled).join('')
    case 'when':
      return { when: expression.condition, value: spelled(expression.value) }
  }
}

export const parameterLine = (name: string, preset: string | number | undefined): string =>
  `parameter ${name} = ${preset ?? '?'}`
export const valueLine = (holder: string, name: string, value: Json): string =>
  `${holder}: ${name} = ${JSON.stringify(value)}`
export const permissionLine = (holder: string, statement: Json): string => `${holder}: may ${JSON.stringify(statement)}`

interface Said {
  readonly when?: string | undefined
  readonly after?: string | undefined
  readonly kept?: boolean | undefined
  readonly refersTo: readonly string[]
}
export const resourceLine = (id: string, kind: string | undefined, { when, after, kept, refersTo }: Said): string =>
  `${id}: ${kind}, when ${when}, after ${after}, kept ${kept}, with ${[...new Set(refersTo)].sort()}`
