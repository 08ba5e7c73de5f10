/** The functions of CloudFormation, as data. */
import type { Json, JsonObject } from '../core/json.ts'

export const ref = (name: string): JsonObject => ({ Ref: name })
export const getAtt = (resource: string, attribute: string): JsonObject => ({ 'Fn::GetAtt': [resource, attribute] })
/** `${Name}` and `${AWS::Region}` in the text are filled in by CloudFormation. */
export const sub = (text: string): JsonObject => ({ 'Fn::Sub': text })
export const when = (condition: string, value: Json): JsonObject => ({
  'Fn::If': [condition, value, ref('AWS::NoValue')],
})
/** A text that is to stay as it is, inside `sub` (CloudFormation User Guide, "Fn::Sub": `${!Literal}`). */
export const literal = (text: string): string => text.replaceAll('${', '${!')
