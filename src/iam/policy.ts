/** Policies of IAM: what they are made of, and how large they may be. */
import { isObject, type Json, type JsonObject, text } from '../core/json.ts'
import { operatorFault } from './condition.ts'

/** IAM User Guide, "IAM JSON policy element reference". */
export interface Statement {
  readonly Sid?: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Action?: string | readonly string[]
  readonly NotAction?: string | readonly string[]
  readonly Resource?: string | readonly string[]
  readonly NotResource?: string | readonly string[]
  /** Operator -> key -> values. */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Json>>>>
}

export interface Policy {
  readonly Version: '2012-10-17'
  readonly Statement: readonly Statement[]
}

/** @param sid letters and digits alone, as IAM asks for */
export const denyPolicy = (
  sid: string,
  what: Pick<Statement, 'Action' | 'NotAction' | 'Condition'> = { Action: '*' },
): Policy => ({ Version: '2012-10-17', Statement: [{ Sid: sid, Effect: 'Deny', ...what, Resource: '*' }] })

/**
 * Characters, without white space: of all inline policies of a user or a role together, and of one managed policy; managed policies
 * that an identity may have attached (IAM User Guide, "IAM and AWS STS quotas": ten unless more were asked for).
 */
export const LIMITS = { inline: { User: 2_048, Role: 10_240 }, managed: 6_144, attached: 10 } as const

/** In characters, as IAM counts them. @param policy a document as IAM returns it may be a text */
export const sizeOf = (policy: Policy | string): number =>
  (typeof policy === 'string' ? policy : JSON.stringify(policy)).replace(/\s/g, '').length

/** The document of an answer of IAM, "URL-encoded compliant with RFC 3986" (IAM API reference, "GetUserPolicy", "PolicyVersion"). */
export const documentOf = (answer: JsonObject | undefined): string | undefined => {
  const document = text(answer, 'PolicyDocument') ?? text(answer, 'Document')
  return document && decodeURIComponent(document)
}

/** A document as a person has it in a file: one statement needs no list. @returns words that say what it lacks when it is none */
export const policyIn = (document: unknown): Policy | string => {
  if (!isObject(document) || document.Statement === undefined) return 'it has no Statement'
  const statements = [document.Statement].flat()
  for (const [at, one] of statements.entries()) {
    const place = `statement ${at + 1}`
    if (!isObject(one) || (one.Effect !== 'Allow' && one.Effect !== 'Deny')) return `${place}: Effect is Allow or Deny`
    for (const [either, other] of PAIRS)
      if ((one[either] === undefined) === (one[other] === undefined)) return `${place}: it needs ${either} or ${other}`
    const faults = Object.keys(isObject(one.Condition) ? one.Condition : {}).flatMap(
      (name) => operatorFault(name) ?? [],
    )
    if (faults.length > 0) return `${place}: ${faults.join('; ')}`
  }
  return { Version: '2012-10-17', Statement: statements as unknown as readonly Statement[] }
}

const PAIRS = [
  ['Action', 'NotAction'],
  ['Resource', 'NotResource'],
] as const
