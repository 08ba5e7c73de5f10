/** What a policy of a resource gives to other accounts and to everybody. */
import { isObject, type Json, type JsonObject } from '../core/json.ts'

export interface WithoutOutsiders {
  /** Whom it lets in from outside: principals as the policy writes them, each once. */
  readonly outsiders: readonly string[]
  /** What is left; none when every statement let outsiders in and nobody else. */
  readonly statements: readonly Json[]
}

/**
 * Services and identity providers are no accounts, and stay. Statements that deny stay as they are. `NotPrincipal` with `Allow` lets
 * in everybody but those named (IAM User Guide, "AWS JSON policy elements: Principal", "NotPrincipal").
 * @param account whose resource it is
 * @throws SyntaxError for what is no JSON
 */
export const withoutOutsiders = (document: string, account: string): WithoutOutsiders => {
  const policy: unknown = JSON.parse(document)
  const statements: readonly Json[] = isObject(policy) ? ([policy.Statement ?? []].flat() as readonly Json[]) : []
  const outsiders = new Set<string>()
  const kept = statements.flatMap((statement) => {
    if (!isObject(statement) || statement.Effect !== 'Allow') return [statement]
    if (statement.NotPrincipal !== undefined) {
      outsiders.add(`everybody but ${JSON.stringify(statement.NotPrincipal)}`)
      return []
    }
    const left = inside(statement.Principal, account, outsiders)
    return left === undefined ? [] : [{ ...statement, Principal: left }]
  })
  return { outsiders: [...outsiders], statements: kept }
}

/** @returns the principals that stay, written as they were where all do; nothing when none does */
const inside = (principal: Json | undefined, account: string, outsiders: Set<string>): Json | undefined => {
  if (principal === '*') {
    outsiders.add('*')
    return undefined
  }
  if (!isObject(principal) || principal.AWS === undefined) return principal
  const named: readonly Json[] = [principal.AWS].flat() as readonly Json[]
  const stay = named.filter((one) => !isOutsider(one, account))
  if (stay.length === named.length) return principal
  for (const one of named) if (isOutsider(one, account)) outsiders.add(String(one))
  const { AWS: _, ...others } = principal
  const left: JsonObject = stay.length > 0 ? { ...others, AWS: stay.length === 1 ? (stay[0] as Json) : stay } : others
  return Object.keys(left).length > 0 ? left : undefined
}

/** An account is its number or an ARN with it; what has neither is nobody who could be told, such as an origin of CloudFront. */
const isOutsider = (principal: Json, account: string): boolean => {
  if (principal === '*') return true
  const of = /^(?:arn:[^:]+:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(String(principal))?.[1]
  return of !== undefined && of !== account
}
