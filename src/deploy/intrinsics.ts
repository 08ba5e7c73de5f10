/** The functions of CloudFormation, as data. */
import type { Json, JsonObject } from '../core/json.ts'

export const ref = (name: string): JsonObject => ({ Ref: name })
export const getAtt = (resource: string, attribute: string): JsonObject => ({ 'Fn::GetAtt': [resource, attribute] })
/** The value of a parameter, a resource or a pseudo parameter, inside `sub`. */
export const value = (name: string): string => `\${${name}}`
export const PARTITION = value('AWS::Partition')
export const REGION = value('AWS::Region')
export const ACCOUNT = value('AWS::AccountId')
export const STACK = value('AWS::StackName')
/** What `value` made is filled in by CloudFormation. */
export const sub = (text: string): JsonObject => ({ 'Fn::Sub': text })
export const when = (condition: string, value: Json): JsonObject => ({
  'Fn::If': [condition, value, ref('AWS::NoValue')],
})
/** A text that is to stay as it is, inside `sub` (CloudFormation User Guide, "Fn::Sub": `${!Literal}`). */
export const literal = (text: string): string => text.replaceAll('${', '${!')
