/** A permission that an intruder gave on a function is taken away; its statement is kept. */
import { isObject, type Json, type JsonObject, text } from '../core/json.ts'
import { callsAt, defineAction, objectsIn, partsOf } from './define.ts'

export const removePermission = defineAction({
  action: 'remove-permission',
  title: 'Take the permission on the function away',
  targets: ['permission on function'],
  permissions: ['lambda:GetPolicy', 'lambda:RemovePermission', 'lambda:AddPermission'],
  plan: async (target, get) => {
    const [FunctionName, StatementId, Qualifier] = partsOf(target)
    const on = { FunctionName, ...(Qualifier !== undefined && { Qualifier }) }
    const document = text(await get('lambda', 'GetPolicy', on, target.region), 'Policy') ?? '{}'
    const statement = objectsIn(JSON.parse(document) as JsonObject, 'Statement').find(({ Sid }) => Sid === StatementId)
    const again = statement && permissionOf(statement)
    if (statement !== undefined && again === undefined)
      return { refused: 'no call would bring its condition back exactly: take it away by hand' }
    const call = callsAt('lambda', target)
    return {
      does: again ? [call('RemovePermission', { ...on, StatementId })] : [],
      undoes: again ? [call('AddPermission', { ...on, StatementId, ...again })] : [],
      stops: [`that ${statement ? JSON.stringify(statement.Principal) : 'whoever it named'} uses the function by it`],
      doesNotStop: [
        'its other statements, and principals of this account who may call it by their own policies',
        'what the function itself does: read its code',
        'whoever may add a permission again',
      ],
      warnings: again ? [] : ['The permission is not there any more.'],
    }
  },
})

/** Condition of the statement, in lower case -> what AddPermission calls it (Lambda API reference, "AddPermission"). */
const CONDITIONS: Readonly<Record<string, string>> = {
  'arnlike aws:sourcearn': 'SourceArn',
  'stringequals aws:sourceaccount': 'SourceAccount',
  'stringequals aws:principalorgid': 'PrincipalOrgID',
  'stringequals lambda:eventsourcetoken': 'EventSourceToken',
  'stringequals lambda:functionurlauthtype': 'FunctionUrlAuthType',
}

/** The input that makes the same statement; nothing when some of it cannot be asked for. */
const permissionOf = ({ Action, Principal, Condition = {} }: JsonObject): JsonObject | undefined => {
  const who = isObject(Principal) ? (Principal.AWS ?? Principal.Service) : Principal
  const conditions = Object.entries(isObject(Condition) ? Condition : {}).flatMap(([operator, keys]) =>
    Object.entries(isObject(keys) ? (keys as JsonObject) : {}).map(
      ([key, value]) => [CONDITIONS[`${operator} ${key}`.toLowerCase()], value] as readonly [string | undefined, Json],
    ),
  )
  if (typeof who !== 'string' || typeof Action !== 'string') return undefined
  if (conditions.some(([name, value]) => name === undefined || typeof value !== 'string')) return undefined
  return { Action, Principal: who, ...Object.fromEntries(conditions) }
}
