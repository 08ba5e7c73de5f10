/** The intrinsic functions of CloudFormation: how expressions are said in a template. */
import type { Json } from '../../core/json.ts'
import { type Attribute, EXPRESSION, type Expression, express, type Reference } from '../expressions.ts'
import type { Resource, Resources } from '../model.ts'

/** "Return values" of each type (CloudFormation Template Reference): what `Ref` gives, or the name for `Fn::GetAtt`. */
const ATTRIBUTES: Readonly<Partial<Record<Resource['kind'], Readonly<Partial<Record<Attribute, string>>>>>> = {
  bucket: { name: 'Ref', arn: 'Arn' },
  queue: { url: 'Ref', arn: 'Arn', name: 'QueueName' },
  topic: { arn: 'Ref' },
  table: { name: 'Ref', arn: 'Arn', stream: 'StreamArn' },
  'log-group': { name: 'Ref', arn: 'Arn' },
  role: { name: 'Ref', arn: 'Arn' },
  function: { name: 'Ref', arn: 'Arn' },
  'event-rule': { arn: 'Arn' },
}

const PLACES = {
  partition: 'AWS::Partition',
  region: 'AWS::Region',
  account: 'AWS::AccountId',
  stack: 'AWS::StackName',
} as const

/** @throws Error for an attribute that the resource does not have */
export const spell = (expression: Expression, resources: Resources): Json => {
  switch (expression[EXPRESSION]) {
    case 'when': {
      const { condition, value } = expression
      return { 'Fn::If': [condition, express(value, (inner) => spell(inner, resources)), { Ref: 'AWS::NoValue' }] }
    }
    case 'joined':
      return { 'Fn::Sub': expression.parts.map((part) => inside(part, resources)).join('') }
    case 'place':
      return { 'Fn::Sub': inside(expression, resources) }
    default: {
      const path = pathOf(expression, resources)
      return path.length === 1 ? { Ref: path[0] } : { 'Fn::GetAtt': path }
    }
  }
}

/** Inside `Fn::Sub` (CloudFormation User Guide, "Fn::Sub"): `${Name}` is filled in, `${!Name}` stays `${Name}`. */
const inside = (part: string | Reference, resources: Resources): string =>
  typeof part === 'string' ? part.replaceAll('${', '${!') : `\${${pathOf(part, resources).join('.')}}`

/** The name of what is referred to, and the attribute when it is not the one that `Ref` gives. */
const pathOf = (reference: Reference, resources: Resources): readonly [string] | readonly [string, string] => {
  switch (reference[EXPRESSION]) {
    case 'parameter':
      return [reference.parameter]
    case 'place':
      return [PLACES[reference.place]]
    case 'attribute': {
      const { of, attribute } = reference
      const kind = resources[of]?.kind
      const name = kind && ATTRIBUTES[kind]?.[attribute]
      if (name === undefined) throw new Error(`${of} (${kind ?? 'unknown'}) has no ${attribute}`)
      return name === 'Ref' ? [of] : [of, name]
    }
  }
}
