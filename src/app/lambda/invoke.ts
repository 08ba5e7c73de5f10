/** The function that reads, on this machine: one event from a file, and what would be sent. */
import { existsSync, readFileSync } from 'node:fs'
import { basename, join, resolve, sep } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Clients, createClients } from '../../aws/clients.ts'
import type { LocatedProblem } from '../../config/located.ts'
import { renderFrames } from '../../config/render.ts'
import type { Notification } from '../../core/alert.ts'
import type { Json } from '../../core/json.ts'
import { reasonOf } from '../../core/reason.ts'
import type { Outbox } from '../../core/store.ts'
import { UsageError } from '../../core/usage-error.ts'
import { deliverAll } from '../../flows/delivery/deliver.ts'
import { parseJson } from '../../notation/json.ts'
import { locator } from '../../notation/position.ts'
import { toJson } from '../../notation/tree.ts'
import { readWhole } from '../../sources/files.ts'
import { memory } from '../../stores/index.ts'
import { openIntake } from '../alerting/intake.ts'
import type { Settings } from '../alerting/settings.ts'
import { openAlerting } from '../alerting/setup.ts'
import { watchedBy } from '../alerting/watched.ts'
import { folderOf, openConfig } from '../config/open-config.ts'
import { renderEach } from '../config/refusal.ts'
import { type Ingested, ingestEvent } from './batch.ts'
import { deliveryCounts } from './counts.ts'
import type { Counts } from './log.ts'

export interface InvokeOptions {
  readonly config?: string
  /** Files and folders. */
  readonly rules: readonly string[]
  readonly builtin: boolean
  /** The file with the event, or `-`. */
  readonly event: string
  /** A folder that stands for the buckets: the object with the key `a/b.json.gz` is its file of that path, or `b.json.gz`. */
  readonly objects?: string
  /** Sends nothing and keeps nothing. */
  readonly dry: boolean
}

export interface Invoked {
  readonly ingested: Ingested
  /** With `dry`: exactly what each destination would be sent, without secrets. */
  readonly would: readonly { readonly notification: Notification; readonly type: string; readonly payload: Json }[]
  /** Without `dry`. */
  readonly delivered: Counts | undefined
  readonly warnings: string
}

const MOST = 1_000

/** @throws RefusedRules, UsageError; nothing was read yet */
export const invokeIngest = async (options: InvokeOptions): Promise<Invoked> => {
  const config = await openConfig(options)
  const opened = { ...config, canaries: await watchedBy(config) }
  const { event, remarks } = readEvent(options.event)
  const { settings, ingester, warnings } = await openIntake(opened, options.builtin)
  const clients = options.objects === undefined ? createClients() : withObjects(createClients(), options.objects)
  const kept = options.dry ? { ...settings, store: memory.configured({}) } : settings
  const { store, deliver, close } = await openAlerting(kept, { folder: folderOf(options.config), clients })
  try {
    const ingested = await ingestEvent(event, 'invoke', {
      ingester: ingester(store, Date.now),
      clients,
      deadLetters: undefined,
      remaining: () => Number.MAX_SAFE_INTEGER,
      sleep: (milliseconds) => setTimeout(Math.min(milliseconds, 2 ** 31 - 1), undefined, { ref: false }),
    })
    return {
      ingested,
      would: options.dry ? await rendered(store, settings) : [],
      delivered: options.dry ? undefined : deliveryCounts([await deliverAll(deliver)], 0),
      warnings: renderEach(warnings) + remarks,
    }
  } finally {
    await close()
  }
}

/** No-break spaces come along when an event is copied from a web page: they are read as spaces, as in a configuration. */
const readEvent = (path: string): { readonly event: Json; readonly remarks: string } => {
  const fail = (reason: string, cause: unknown): Error => new UsageError(`event: ${path}: ${reason}`, { cause })
  let text: string
  try {
    text = readWhole(path === '-' ? 0 : path).toString('utf8')
  } catch (error) {
    throw fail(reasonOf(error), error)
  }
  try {
    return { event: JSON.parse(text) as Json, remarks: '' }
  } catch (error) {
    const parsed = parseJson(text)
    if ('problems' in parsed) throw fail(`not JSON: ${reasonOf(error)}`, error)
    const [blank] = [...text.matchAll(STRING_OR_BLANK)].filter(([found]) => found === '\u00a0')
    const message = 'a no-break space (U+00A0), as in text from a web page: it is read as a space'
    const at = blank?.index ?? 0
    const remark: LocatedProblem = { file: path, ...locator(text)(at, at + 1), message, severity: 'warning' }
    return { event: toJson(parsed.root), remarks: `${renderFrames([remark], new Map([[path, text]]))}\n` }
  }
}

const STRING_OR_BLANK = /"(?:[^"\\]|\\.)*"|\u00a0/g

const rendered = async (store: Outbox, settings: Settings): Promise<Invoked['would']> =>
  (await store.notifications({ status: 'due', limit: MOST })).flatMap((notification) => {
    const entry = settings.destinations.find(({ id }) => id === notification.destination)
    if (!entry) return []
    const { id, reason, alert } = notification
    const message = { id, reason, alert, thread: null }
    return [{ notification, type: entry.type, payload: entry.render(message) }]
  })

const withObjects = (clients: Clients, folder: string): Clients => ({
  ...clients,
  call: (async (service: string, command: string, input: { readonly Key?: string }, options?: object) => {
    if (service !== 's3' || command !== 'GetObject')
      return (clients.call as (...call: unknown[]) => Promise<unknown>)(service, command, input, options)
    const bytes = readFileSync(objectIn(folder, input.Key ?? ''))
    return { ContentLength: bytes.length, Body: { transformToByteArray: async () => bytes } }
  }) as Clients['call'],
})

/** A key is a stranger's text: it never leads out of the folder. */
const objectIn = (folder: string, key: string): string => {
  const root = resolve(folder)
  const inside = [resolve(root, key), join(root, basename(key))].filter((path) => path.startsWith(root + sep))
  const found = inside.find((path) => existsSync(path))
  if (!found) throw new Error(`${folder} holds no file for this key`)
  return found
}
