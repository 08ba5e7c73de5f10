/** A row of Athena's table as the record that it was. */
import type { FoundRecord } from '../core/event-query.ts'
import { child, isObject, type Json, text } from '../core/json.ts'
import { JSONS, TEXTS } from './athena-columns.ts'
import { put } from './members.ts'

/** @param cells in the order of `SELECTED`; null where the record has nothing */
export const rowToRecord = (cells: readonly (string | null)[]): FoundRecord => {
  const record: Record<string, Json> = {}
  TEXTS.forEach(([, path], index) => {
    const value = cells[index] ?? null
    if (value !== null) put(record, path, value)
  })
  JSONS.forEach(([, name], index) => {
    const value = cells[TEXTS.length + index] ?? null
    if (value !== null) record[name] = name === 'resources' ? renamed(parsed(value)) : parsed(value)
  })
  nameProvider(record)
  return { record, file: cells[TEXTS.length + JSONS.length] ?? '' }
}

/**
 * The table has no `identityProvider`; the `principalId` of a web identity begins with it (CloudTrail user guide, "CloudTrail
 * userIdentity element": `accounts.google.com:<application>:<user>`, or the ARN of the provider).
 */
const nameProvider = (record: Record<string, Json>): void => {
  const identity = child(record, 'userIdentity')
  if (text(identity, 'type') !== 'WebIdentityUser') return
  const [, provider] = /^((?:arn:[^:]*:iam::\d*:)?[^:]+):/.exec(text(identity, 'principalId') ?? '') ?? []
  if (provider !== undefined) put(record, ['userIdentity', 'identityProvider'], provider)
}

const parsed = (text: string): Json => {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

/** Athena knows the members of a struct in lower case. */
const RESOURCE_NAMES: Readonly<Record<string, string>> = { arn: 'ARN', accountid: 'accountId' }

const renamed = (resources: Json): Json =>
  Array.isArray(resources)
    ? resources.map((resource: Json) =>
        isObject(resource)
          ? Object.fromEntries(Object.entries(resource).map(([name, value]) => [RESOURCE_NAMES[name] ?? name, value]))
          : resource,
      )
    : resources
