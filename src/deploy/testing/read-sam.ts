/** A SAM template -> the lines of `outline`: what somebody who deploys it gets, by what AWS says of each type. */
import { isDeepStrictEqual } from 'node:util'
import { parse } from 'yaml'
import { isObject, type Json, type JsonObject } from '../../core/json.ts'
import { parameterLine, permissionLine, resourceLine, valueLine } from './outline.ts'

/** type -> our word for it, and our words for its return values (CloudFormation Template Reference). */
const TYPES: Readonly<Record<string, readonly [kind: string, values?: Readonly<Record<string, string>>]>> = {
  'AWS::S3::Bucket': ['bucket', { Ref: 'name', Arn: 'arn' }],
  'AWS::S3::BucketPolicy': ['policy'],
  'AWS::CloudTrail::Trail': ['trail'],
  'AWS::SQS::Queue': ['queue', { Ref: 'url', Arn: 'arn', QueueName: 'name' }],
  'AWS::SQS::QueuePolicy': ['policy'],
  'AWS::SNS::Topic': ['topic', { Ref: 'arn' }],
  'AWS::SNS::Subscription': ['subscription'],
  'AWS::DynamoDB::Table': ['table', { Ref: 'name', Arn: 'arn', StreamArn: 'stream' }],
  'AWS::Logs::LogGroup': ['log-group', { Ref: 'name', Arn: 'arn' }],
  'AWS::IAM::Role': ['role', { Arn: 'arn' }],
  'AWS::Serverless::Function': ['function', { Ref: 'name' }],
  'AWS::Events::Rule': ['event-rule', { Arn: 'arn' }],
  'AWS::CloudWatch::Alarm': ['alarm'],
}
const PLACES: Readonly<Record<string, string>> = {
  'AWS::Partition': 'partition',
  'AWS::Region': 'region',
  'AWS::AccountId': 'account',
  'AWS::StackName': 'stack',
}
const NOTHING = { Ref: 'AWS::NoValue' }
const KEPT: Readonly<Record<string, boolean>> = { Retain: true, Delete: false }

interface Template {
  readonly Parameters: Readonly<Record<string, { readonly Default?: string | number }>>
  readonly Resources: Resources
  readonly Outputs: Readonly<Record<string, { readonly Value: Json }>>
}
type Resources = Readonly<Record<string, SamResource>>
interface SamResource {
  readonly Type: string
  readonly Condition?: string
  readonly DependsOn?: string
  readonly DeletionPolicy?: string
  /** As much as is read here. */
  readonly Properties: {
    readonly Bucket?: JsonObject
    readonly Queues?: readonly JsonObject[]
    readonly PolicyDocument?: Document
    readonly Policies?: readonly { readonly PolicyDocument: Document }[]
    readonly Environment?: { readonly Variables: JsonObject }
  }
}
interface Document {
  readonly Statement: readonly Json[]
}

export const readSam = (text: string): string => [...linesOf(parse(text) as Template)].sort().join('\n')

function* linesOf({ Parameters, Resources, Outputs }: Template): Generator<string> {
  for (const [name, { Default }] of Object.entries(Parameters)) yield parameterLine(name, Default)
  for (const [name, { Value }] of Object.entries(Outputs)) yield valueLine('outputs', name, spelled(Value, Resources))
  for (const [id, { Type, Condition, DependsOn, DeletionPolicy, Properties }] of Object.entries(Resources)) {
    const { Bucket, Queues = [], PolicyDocument, Policies = [], Environment } = Properties
    const refersTo = [...referencesIn(Properties as Json), ...(DependsOn === undefined ? [] : [DependsOn])]
    const said = { when: Condition, after: DependsOn, kept: KEPT[DeletionPolicy ?? ''], refersTo }
    yield resourceLine(id, TYPES[Type]?.[0], said)
    const [holder = id] = referencesIn([Bucket ?? Queues[0] ?? null])
    for (const document of [...(PolicyDocument ? [PolicyDocument] : []), ...Policies.map((one) => one.PolicyDocument)])
      for (const statement of document.Statement) yield permissionLine(holder, spelled(statement, Resources))
    for (const [name, value] of Object.entries(Environment?.Variables ?? {}))
      yield valueLine(id, name, spelled(value, Resources))
  }
}

/** `${Name}` or `${Name.Attribute}`; `${!Name}` is a text. */
const SUB = /\$\{([^!}.]+)(?:\.([^}]+))?\}/g

const referencesIn = (value: Json): readonly string[] => {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = value as Readonly<Record<string, Json>>
  const inText = [...String(text).matchAll(SUB)].map(([, name]) => name)
  const names = [Ref, Array.isArray(attribute) && attribute[0], ...inText]
  const ours = names.filter((name): name is string => typeof name === 'string' && !name.startsWith('AWS::'))
  return [...ours, ...Object.values(value).flatMap(referencesIn)]
}

/** With each intrinsic function as text, such as `<Queue.arn>`. */
const spelled = (value: Json, resources: Resources): Json => {
  const named = (name: string, attribute = 'Ref'): string => {
    const values = TYPES[resources[name]?.Type ?? '']?.[1]
    return `<${values ? `${name}.${values[attribute]}` : (PLACES[name] ?? name)}>`
  }
  if (Array.isArray(value)) return value.map((one) => spelled(one, resources))
  if (!isObject(value)) return value
  if (typeof value.Ref === 'string') return named(value.Ref)
  if (Array.isArray(value['Fn::GetAtt'])) return named(...(value['Fn::GetAtt'] as [string, string]))
  if (typeof value['Fn::Sub'] === 'string')
    return value['Fn::Sub']
      .replace(SUB, (_, name: string, attribute?: string) => named(name, attribute))
      .replaceAll('${!', '${')
  if (Array.isArray(value['Fn::If'])) {
    const [when, then, otherwise] = value['Fn::If'] as [Json, Json, Json]
    return isDeepStrictEqual(otherwise, NOTHING) ? { when, value: spelled(then, resources) } : value
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, spelled(one, resources)]))
}
