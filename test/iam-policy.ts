/** Whether an identity policy of a template allows a call: as much of IAM as our templates use. */
import type { Needed } from './aws-recorder.ts'

type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value }

/** What CloudFormation would fill in: parameters, `Resource`, `Resource.Arn`, `AWS::Region` and so on; conditions that hold. */
export interface Filled {
  readonly values: Readonly<Record<string, string | readonly string[]>>
  readonly conditions: ReadonlySet<string>
}

export interface Statement {
  readonly Sid: string
  readonly Action: readonly string[]
  readonly Resource: string | readonly string[]
}

/** The statements of a policy with every intrinsic function carried out. @throws Error for a value that is not given. */
export const statementsOf = (document: unknown, filled: Filled): readonly Statement[] =>
  ((document as { Statement: Value[] }).Statement.map((one) => fill(one, filled)) as (Statement | undefined)[]).filter(
    (one) => one !== undefined,
  )

const fill = (value: Value, filled: Filled): Value | undefined => {
  if (Array.isArray(value)) return value.map((one) => fill(one, filled)).filter((one) => one !== undefined)
  if (typeof value !== 'object' || value === null) return value
  const lookUp = (name: string): string | readonly string[] => {
    const found = filled.values[name]
    if (found === undefined) throw new Error(`no value for ${name}`)
    return found
  }
  const object = value as Readonly<Record<string, Value>>
  if (object.Ref === 'AWS::NoValue') return undefined
  if (typeof object.Ref === 'string') return lookUp(object.Ref)
  if (object['Fn::GetAtt']) return lookUp((object['Fn::GetAtt'] as readonly string[]).join('.'))
  if (typeof object['Fn::Sub'] === 'string')
    return object['Fn::Sub'].replace(/\$\{(!?)([^}]+)\}/g, (_, kept, name) =>
      kept ? `\${${name}}` : String(lookUp(name)),
    )
  if (object['Fn::If']) {
    const [condition, yes = null, no = null] = object['Fn::If'] as readonly Value[]
    return fill(filled.conditions.has(String(condition)) ? yes : no, filled)
  }
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, one]) => {
      const made = fill(one, filled)
      return made === undefined ? [] : [[key, made]]
    }),
  )
}

export const allowing = (statements: readonly Statement[], { action, resource }: Needed): readonly Statement[] =>
  statements.filter(
    (statement) =>
      statement.Action.includes(action) && [statement.Resource].flat().some((one) => matches(one, resource)),
  )

/** `*` stands for any text, `?` for one character (IAM User Guide, "IAM JSON policy elements: Resource"). */
const matches = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(text)
