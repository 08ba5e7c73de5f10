/** How far a part of a bucket was read: a place in its listing, and single objects that were put lately or failed. */
import { isObject, type Json } from '../../core/json.ts'
import type { CursorStore, HandledStore } from '../../core/store.ts'

/** An object may be listed so much later than its time says: a large one has the time at which its upload began. */
const OVERLAP = 900_000
/** An object that could not be handled is offered so often, once a pass. */
const TRIES = 5
/** So many old objects are handled between two writes of the place; a process that is killed reads them again. */
const OLD_AT_ONCE = 100

export interface Progress {
  /** To be offered again, with the time at which each was put. */
  readonly failed: () => readonly { readonly key: string; readonly modified: number }[]
  /** Begins a pass, or goes on with one that was stopped. */
  readonly begin: (now: number) => { readonly since: number; readonly after: string }
  readonly isDone: (key: string, modified: number) => boolean
  /** @throws StoreBusyError: then it is not done */
  readonly done: (key: string, modified: number) => Promise<void>
  /** It is offered again, once a pass; where passes go on, only a few times. */
  readonly fail: (key: string, modified: number, goesOn: boolean) => Promise<void>
  /** The pass is at its end. */
  readonly end: () => Promise<void>
  /** It was stopped before. */
  readonly pause: () => Promise<void>
}

/** What is remembered of one object: when it was put, and how often it failed where it was not handled. */
interface Known {
  readonly modified: number
  readonly tries: number
}
const toVersion = ({ modified, tries }: Known): string => (tries === 0 ? `${modified}` : `${modified} ${tries}`)
const readVersion = (version: string): Known => {
  const [modified, tries = '0'] = version.split(' ')
  return { modified: Number(modified), tries: Number(tries) }
}

export const openProgress = async (source: string, store: CursorStore & HandledStore): Promise<Progress> => {
  const position = await store.cursor(source)
  const old = readOld(position)
  const objects = new Map(old.objects)
  for (const [key, version] of await store.handled(source)) objects.set(key, readVersion(version))
  let since = old.since
  let pass = old.pass
  let unsaved = 0
  const save = async (): Promise<void> => {
    unsaved = 0
    await store.setCursor(source, { since, ...(pass && { pass: { ...pass } }) })
  }
  const note = async (key: string, known: Known): Promise<void> => {
    await store.noteHandled(source, new Map([[key, toVersion(known)]]))
    objects.set(key, known)
  }
  const forget = async (keys: readonly string[]): Promise<void> => {
    if (keys.length > 0) await store.forgetHandled(source, keys)
    for (const key of keys) objects.delete(key)
  }
  /** Objects come in the order of their keys, but for those that failed before. */
  const passTo = (key: string): void => {
    if (pass && key > pass.after) pass = { ...pass, after: key }
  }
  // What an earlier version of this program kept in one text is kept object by object from now on.
  if (old.objects.size > 0) {
    await store.noteHandled(source, new Map([...old.objects].map(([key, known]) => [key, toVersion(known)])))
    await save()
  }
  return {
    failed: () => [...objects].flatMap(([key, { modified, tries }]) => (tries > 0 ? [{ key, modified }] : [])),
    begin: (now) => {
      pass ??= { started: now, after: '' }
      return { since, after: pass.after }
    },
    isDone: (key, modified) => {
      const known = objects.get(key)
      return key <= (pass?.after ?? '') || modified < since || known?.modified === modified || (known?.tries ?? 0) > 0
    },
    done: async (key, modified) => {
      const isRecent = modified >= (pass?.started ?? 0) - OVERLAP
      if (isRecent) await note(key, { modified, tries: 0 })
      else if (objects.has(key)) await forget([key])
      passTo(key)
      if (!isRecent && ++unsaved >= OLD_AT_ONCE) await save()
    },
    fail: async (key, modified, goesOn) => {
      const tries = (objects.get(key)?.tries ?? 0) + 1
      if (goesOn && tries >= TRIES) await note(key, { modified, tries: 0 })
      else await note(key, { modified, tries })
      passTo(key)
    },
    end: async () => {
      const ended = pass
      pass = undefined
      // Nothing was new: then nothing is written.
      if (!ended || ended.after === '') return
      since = ended.started - OVERLAP
      // Saved first: what is forgotten is known by its time from then on.
      await save()
      await forget([...objects].flatMap(([key, { modified, tries }]) => (tries === 0 && modified < since ? [key] : [])))
    },
    pause: async () => {
      if (unsaved > 0) await save()
    },
  }
}

interface Old {
  readonly since: number
  readonly pass: { readonly started: number; readonly after: string } | undefined
  readonly objects: ReadonlyMap<string, Known>
}

const readOld = (position: Json): Old => {
  const { since, recent, failed, pass, look = pass } = isObject(position) ? position : {}
  const entries = (value: Json | undefined, known: (count: number) => Known): [string, Known][] =>
    isObject(value) ? Object.entries(value).map(([key, count]) => [key, known(Number(count))]) : []
  return {
    since: typeof since === 'number' ? since : 0,
    pass: isObject(look) ? { started: Number(look.started), after: String(look.after) } : undefined,
    objects: new Map([
      ...entries(recent, (modified) => ({ modified, tries: 0 })),
      ...entries(failed, (tries) => ({ modified: 0, tries })),
    ]),
  }
}
