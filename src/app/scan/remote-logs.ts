/** Logs that lie elsewhere, read in the order in which they are listed: once, or round after round. */

/** Fetched at once, as in a scan. */
const AHEAD = 5
/** As stored, in bytes: about two million events. */
const ROOM = 256 * 2 ** 20

/**
 * Reads each of the names; the ones behind it are on their way meanwhile. What was read first is kept while there is room: to keep
 * what was read last would, with logs that do not all fit, keep nothing of use for the next round. What failed stays failed.
 */
export const readRemote = (
  names: readonly string[],
  fetch: (name: string) => Promise<Buffer>,
  room: number = ROOM,
): ((name: string) => Promise<Buffer>) => {
  const places = new Map(names.map((name, place) => [name, place]))
  const started = new Map<string, Promise<Buffer>>()
  const kept = new Set<string>()
  let left = room
  const start = (name: string): Promise<Buffer> => {
    const before = started.get(name)
    if (before) return before
    const bytes = fetch(name)
    // Whoever reads it is told.
    bytes.catch(() => {})
    started.set(name, bytes)
    return bytes
  }
  return async (name) => {
    const place = places.get(name) ?? names.length
    const bytes = start(name)
    for (const next of names.slice(place + 1, place + 1 + AHEAD)) start(next)
    const { length } = await bytes
    if (kept.has(name)) return bytes
    if (length <= left) {
      left -= length
      kept.add(name)
    } else started.delete(name)
    return bytes
  }
}
