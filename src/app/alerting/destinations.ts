/** The destinations of a configuration: what they are, and whether they can be reached. */
import { z } from 'zod'
import type { Message, Outside, SendResult } from '../../core/destination.ts'
import { type Finding, NO_CONTEXT } from '../../core/finding.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { UsageError } from '../../core/usage-error.ts'
import { secretRef } from '../../notation/secret.ts'
import { suggest } from '../../notation/suggest.ts'
import { allowedBy } from '../../outside/allowed.ts'
import { createOutside, type OpenOutside } from '../../outside/outside.ts'
import { folderOf, openChecked } from '../config/open-config.ts'
import type { DestinationEntry } from '../config/sections.ts'

export interface DestinationRow {
  readonly id: string
  readonly type: string
  readonly title: string
  /** Secrets as the reference to them, or hidden. */
  readonly settings: JsonObject
}

/** @throws RefusedRules with every fault of the configuration, UsageError when it cannot be read */
export const readDestinations = async (file: string): Promise<readonly DestinationEntry[]> =>
  (await openChecked(file)).config?.destinations ?? []

/** All of them when no id is given. @throws UsageError when there is none, or none with an id */
export const chooseDestinations = (
  entries: readonly DestinationEntry[],
  ids: readonly string[],
): readonly DestinationEntry[] => {
  if (entries.length === 0) throw new UsageError('the configuration has no [[destination]]')
  if (ids.length === 0) return entries
  return ids.map((id) => {
    const found = entries.find((entry) => entry.id === id)
    if (found) return found
    const known = entries.map((entry) => entry.id)
    const meant = suggest(id, known)
    throw new UsageError(
      `no destination has the id "${id}"${meant === undefined ? `; there is ${known.join(', ')}` : `: did you mean "${meant}"?`}`,
    )
  })
}

export const describeDestination = ({ id, type, plugin, settings }: DestinationEntry): DestinationRow => ({
  id,
  type,
  title: plugin.title,
  settings: Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key, isHidden(plugin, key, value) ? '[secret]' : value]),
  ),
})

/** Exactly what a test would send, without secrets. */
export const testPayload = ({ id, render }: DestinationEntry, now: number): Json => render(testMessage(id, now))

/** The world as the destinations of a configuration file may reach it. */
export const openOutside = (file: string): OpenOutside => createOutside(allowedBy(process.env, folderOf(file)))

/** Sends one clearly marked message, once. */
export const testDestination = ({ id, send }: DestinationEntry, outside: Outside): Promise<SendResult> =>
  send(testMessage(id, outside.now()), outside)

/** A reference tells where a secret is, which is no secret. */
const isHidden = ({ config }: DestinationEntry['plugin'], key: string, value: Json): boolean => {
  let schema: unknown = config.shape[key]
  while (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) schema = schema.unwrap()
  const isSecret = schema instanceof z.ZodType && schema.meta()?.secret === true
  return isSecret && !(typeof value === 'string' && secretRef(value))
}

const testMessage = (destination: string, now: number): Message => {
  const time = new Date(now).toISOString()
  const id = `test-${now.toString(36)}`
  const rule: Finding['rule'] = {
    id: 'test-alert',
    title: 'Test of a destination',
    level: 'informational',
    status: 'stable',
    tags: [],
    language: 'sigma',
  }
  const finding: Finding = {
    rule,
    level: rule.level,
    event: { id, time, accountId: '', region: '', source: '', name: 'test-alert!', errorCode: null },
    principal: {
      kind: 'Unknown',
      name: '',
      arn: null,
      principalId: null,
      accountId: null,
      accessKeyId: null,
      session: null,
    },
    who: 'Tattletrail',
    sourceIp: '',
    tool: '',
    context: NO_CONTEXT,
    message: `test-alert! Tattletrail reaches the destination "${destination}"`,
    annotation: null,
    eventIds: [id],
    group: null,
    file: '',
  }
  return {
    id: `${id}:1:${destination}:1`,
    reason: 'test',
    thread: null,
    alert: {
      id,
      groupKey: id,
      status: 'firing',
      revision: 1,
      episode: 1,
      rule,
      level: rule.level,
      count: 1,
      first: time,
      last: time,
      changed: now,
      findings: [finding],
      respond: [],
      description: 'Somebody ran `tattletrail destinations test`.',
      acknowledged: null,
      assignee: null,
      notified: {},
      decisions: [],
    },
  }
}
