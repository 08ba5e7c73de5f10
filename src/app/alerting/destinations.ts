/** The destinations of a configuration: what they are, and whether they can be reached. */
import { z } from 'zod'
import { type DestinationEntry, readConfig } from '../../config/config.ts'
import { parseDocument } from '../../config/document.ts'
import { ConfigError } from '../../config/located.ts'
import { secretRef } from '../../config/secrets.ts'
import type { Message, Outside, SendResult } from '../../core/destination.ts'
import { type Finding, NO_CONTEXT } from '../../core/finding.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { reasonOf } from '../../core/reason.ts'
import { UsageError } from '../../core/usage-error.ts'
import { destinationSchemas, destinations } from '../../destinations/index.ts'
import { suggest } from '../../notation/suggest.ts'
import { readConfigFile } from '../context/load-context.ts'
import { RefusedRules } from '../rules/load.ts'

export interface DestinationRow {
  readonly id: string
  readonly type: string
  readonly title: string
  /** Secrets as the reference to them, or hidden. */
  readonly settings: JsonObject
}

/** @throws RefusedRules with every fault of the configuration, UsageError when it cannot be read */
export const readDestinations = (file: string): readonly DestinationEntry[] => {
  const source = readConfigFile(file)
  try {
    const { config, problems } = readConfig([parseDocument(source.text, file)], destinationSchemas)
    if (problems.some(({ severity }) => severity === 'error')) throw new RefusedRules(problems, [source])
    return config.destinations
  } catch (error) {
    if (error instanceof ConfigError) throw new RefusedRules(error.problems, [source])
    throw error
  }
}

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

export const describeDestination = ({ id, type, settings }: DestinationEntry): DestinationRow => ({
  id,
  type,
  title: typeOf(type).title,
  settings: Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key, isHidden(type, key, value) ? '[secret]' : value]),
  ),
})

/** Exactly what a test would send, without secrets. */
export const testPayload = ({ id, type, settings }: DestinationEntry, now: number): Json =>
  typeOf(type).render(settings as never, testMessage(id, now))

/** Sends one clearly marked message, once. */
export const testDestination = async (entry: DestinationEntry, outside: Outside): Promise<SendResult> => {
  const type = typeOf(entry.type)
  const message = testMessage(entry.id, outside.now())
  const settings = entry.settings as never
  try {
    return await type.send(settings, type.render(settings, message), message, outside)
  } catch (error) {
    return { ok: false, retry: false, reason: reasonOf(error) }
  }
}

const typeOf = (type: string): (typeof destinations)[number] => {
  const found = destinations.find((one) => one.type === type)
  if (!found) throw new Error(`no destination type is called ${type}`)
  return found
}

/** A reference tells where a secret is, which is no secret. */
const isHidden = (type: string, key: string, value: Json): boolean => {
  let schema: unknown = destinationSchemas[type]?.shape[key]
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
