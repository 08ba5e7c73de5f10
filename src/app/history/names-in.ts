/** What the logs call things: names that a mistyped indicator may have meant. */
import { setImmediate } from 'node:timers/promises'
import { toEvent } from '../../cloudtrail/event.ts'
import { readLog } from '../../cloudtrail/read-log.ts'
import type { QueryFiles } from '../../lake/file-query.ts'

/** Enough to compare with, in bounded memory and time. */
const MAX_NAMES = 50_000

export const namesIn = async ({ files, read }: QueryFiles, signal: AbortSignal): Promise<ReadonlySet<string>> => {
  const names = new Set<string>()
  for (const file of files) {
    await setImmediate()
    if (signal.aborted || names.size >= MAX_NAMES) break
    const bytes = await read(file).catch(() => undefined)
    if (bytes === undefined) continue
    readLog(bytes, {}, (record) => {
      const { id, principal, sourceIp } = toEvent(record)
      for (const name of [
        principal.name,
        principal.arn,
        principal.accessKeyId,
        principal.session,
        principal.sessionOf?.name,
        sourceIp,
        id,
      ])
        if (name !== undefined && name !== '' && name.length <= 100 && names.size < MAX_NAMES) names.add(name)
    })
  }
  return names
}
