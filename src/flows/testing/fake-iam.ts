/** As much of IAM in memory as containment calls. */
import type { JsonObject } from '../../core/json.ts'
import type { Call } from '../../iam/call.ts'
import { AccountError } from '../canary/account.ts'
import type { Account } from '../contain/plan.ts'

interface Identity {
  readonly inline: Map<string, string>
  readonly attached: Set<string>
}

export interface FakeIam extends Account {
  readonly identities: ReadonlyMap<string, Identity>
  readonly keys: Map<string, { readonly user: string; status: string }>
  /** Everything, sorted. */
  readonly snapshot: () => unknown
  /** Calls that change something. */
  readonly changes: () => number
}

/** @param refuse throws for a call that is not let through */
export const fakeIam = (names: readonly string[], refuse: (call: Call) => void = () => {}): FakeIam => {
  const identities = new Map(
    names.map((name): [string, Identity] => [name, { inline: new Map(), attached: new Set() }]),
  )
  const keys: FakeIam['keys'] = new Map()
  const policies = new Map<string, string>()
  let changes = 0
  const gone = (what: string): never => {
    throw new AccountError('gone', `no such ${what}`)
  }
  const own = (input: JsonObject): Identity =>
    identities.get(String(input.UserName ?? input.RoleName)) ?? gone('identity')
  const inlineOf = (input: JsonObject): string => own(input).inline.get(String(input.PolicyName)) ?? gone('policy')
  const arn = (input: JsonObject): string => `arn:aws:iam::123456789012:policy/${input.PolicyName}`
  const done = (_: unknown): JsonObject => ({})
  const verbs: Readonly<Record<string, (input: JsonObject) => JsonObject>> = {
    Get: (input) => own(input) && { User: { Path: '/' }, Role: { Path: '/' } },
    ListPolicies: (input) => ({ PolicyNames: [...own(input).inline.keys()] }),
    GetPolicy: (input) => ({ PolicyDocument: encodeURIComponent(inlineOf(input)) }),
    PutPolicy: (input) => done(own(input).inline.set(String(input.PolicyName), String(input.PolicyDocument))),
    DeletePolicy: (input) => done(inlineOf(input) && own(input).inline.delete(String(input.PolicyName))),
    ListAttachedPolicies: (input) => ({
      AttachedPolicies: [...own(input).attached].map((PolicyArn) => ({ PolicyArn })),
    }),
    AttachPolicy: (input) => done(own(input).attached.add(String(input.PolicyArn))),
    DetachPolicy: (input) => (own(input).attached.delete(String(input.PolicyArn)) ? {} : gone('policy')),
  }
  const others: Readonly<Record<string, (input: JsonObject) => JsonObject>> = {
    CreatePolicy: (input) => {
      if (policies.has(arn(input))) throw new AccountError('taken', 'it exists')
      policies.set(arn(input), String(input.PolicyDocument))
      return {}
    },
    DeletePolicy: ({ PolicyArn }) => (policies.delete(String(PolicyArn)) ? {} : gone('policy')),
    GetPolicyVersion: ({ PolicyArn }) => ({
      PolicyVersion: { Document: encodeURIComponent(policies.get(String(PolicyArn)) ?? gone('policy')) },
    }),
    ListAccessKeys: ({ UserName }) => ({
      AccessKeyMetadata: [...keys].flatMap(([AccessKeyId, { user, status }]) =>
        user === UserName ? [{ AccessKeyId, Status: status }] : [],
      ),
    }),
    UpdateAccessKey: ({ AccessKeyId, Status }) => {
      const key = keys.get(String(AccessKeyId)) ?? gone('key')
      key.status = String(Status)
      return {}
    },
  }
  return {
    identities,
    keys,
    changes: () => changes,
    snapshot: () => ({
      identities: [...identities].map(([name, { inline, attached }]) => [
        name,
        [...inline].sort(),
        [...attached].sort(),
      ]),
      keys: [...keys].map(([id, key]) => [id, { ...key }]),
      policies: [...policies],
    }),
    call: async (call) => {
      refuse(call)
      if (!/^(?:Get|List)/.test(call.command)) changes++
      const verb = others[call.command] ?? verbs[call.command.replace(/User|Role/, '')]
      if (!verb) throw new Error(`the fake knows no ${call.command}`)
      return verb(call.input)
    },
  }
}
