/** A deployment -> the sections of a template. */
import { defined } from '../../core/defined.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { express } from '../expressions.ts'
import type { Deployment, Parameter } from '../model.ts'
import { spell } from './intrinsics.ts'
import { shapeOf } from './resources.ts'

export const templateOf = ({ description, parameters, conditions, resources, outputs }: Deployment): Json =>
  express(
    {
      AWSTemplateFormatVersion: '2010-09-09',
      // Without functions it is a template of CloudFormation, and any tool deploys it.
      ...(Object.values(resources).some(({ kind }) => kind === 'function') && {
        Transform: 'AWS::Serverless-2016-10-31',
      }),
      Description: description,
      Parameters: mapped(parameters, parameterOf),
      Conditions: mapped(conditions, (name) => differs(name, parameters[name])),
      Resources: mapped(resources, (resource) => shapeOf(resource, resources)),
      Outputs: mapped(outputs, ({ value, description }) => defined({ Value: value, Description: description })),
    },
    (expression) => spell(expression, resources),
  )

const mapped = <From, To>(record: Readonly<Record<string, From>>, to: (one: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([key, one]) => [key, to(one)]))

const TYPES = { text: 'String', secret: 'String', number: 'Number', list: 'CommaDelimitedList' } as const

const parameterOf = (parameter: Parameter): JsonObject =>
  defined({
    Type: TYPES[parameter.type],
    NoEcho: parameter.type === 'secret' ? true : undefined,
    Default: parameter.default,
    MinValue: parameter.min,
    AllowedPattern: parameter.pattern,
    Description: parameter.description,
    AllowedValues: parameter.allowed,
  })

/** Parameters compare as texts, and lists not at all. */
const differs = (name: string, parameter: Parameter | undefined): JsonObject => {
  const ref = { Ref: name }
  const given = parameter?.type === 'list' ? { 'Fn::Join': ['', ref] } : ref
  return { 'Fn::Not': [{ 'Fn::Equals': [given, String(parameter?.default ?? '')] }] }
}
