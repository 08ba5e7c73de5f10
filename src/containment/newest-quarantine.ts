/** Which quarantine policy AWS has by now: V2, V3, V4 ... the highest number. */
import { child, isObject, type JsonObject, text } from '../core/json.ts'
import { documentOf, type Policy, policyIn } from '../iam/policy.ts'
import type { Get } from './define.ts'

/** What `newestQuarantine` calls. */
export const QUARANTINE_READS = ['iam:ListPolicies', 'iam:GetPolicyVersion'] as const

export interface Quarantine {
  readonly PolicyArn: string
  readonly policy: Policy
}

export const newestQuarantine = async (get: Get): Promise<Quarantine | undefined> => {
  const all = await managedByAws(get)
  const newest = all.reduce<JsonObject | undefined>((best, one) => (rankOf(one) > rankOf(best) ? one : best), undefined)
  const [PolicyArn, VersionId] = [text(newest, 'Arn'), text(newest, 'DefaultVersionId')]
  if (PolicyArn === undefined || VersionId === undefined) return undefined
  const answer = await get('iam', 'GetPolicyVersion', { PolicyArn, VersionId })
  const policy = policyIn(JSON.parse(documentOf(child(answer, 'PolicyVersion')) ?? 'null'))
  return typeof policy === 'string' ? undefined : { PolicyArn, policy }
}

/** 0 for any other policy; the first had no number. */
const rankOf = (policy: JsonObject | undefined): number => {
  const [name, version] = /^AWSCompromisedKeyQuarantine(?:V(\d+))?$/.exec(text(policy, 'PolicyName') ?? '') ?? []
  return name === undefined ? 0 : Number(version ?? 1)
}

const managedByAws = async (get: Get): Promise<readonly JsonObject[]> => {
  const found: JsonObject[] = []
  for (let marker: string | undefined = ''; marker !== undefined; ) {
    const page: JsonObject =
      (await get('iam', 'ListPolicies', { ...FIRST, ...(marker !== '' && { Marker: marker }) })) ?? {}
    found.push(...(Array.isArray(page.Policies) ? page.Policies.filter(isObject) : []))
    marker = page.IsTruncated === true ? text(page, 'Marker') : undefined
  }
  return found
}

const FIRST = { Scope: 'AWS', MaxItems: 1000 }
