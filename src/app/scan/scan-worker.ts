/** A worker of a scan: builds the engine once, then answers each name of a file or an object with a report, in their order. */
import { parentPort, workerData } from 'node:worker_threads'
import { createClients } from '../../aws/clients.ts'
import { isS3 } from '../../sources/s3/listing.ts'
import { openSources } from '../config/open-config.ts'
import { compileRules } from '../rules/load.ts'
import { createEngine, type EngineSpec } from './engine.ts'
import { fetchObject, scanFetched } from './inputs.ts'
import { scanPath } from './slots.ts'

const spec = workerData as EngineSpec
const opened = { ...(await openSources(undefined, spec.sources)), canaries: spec.canaries ?? [] }
const engine = createEngine(await compileRules(opened, spec.builtin), spec)
const clients = createClients()
let last: Promise<void> = Promise.resolve()
parentPort?.on('message', (file: string) => {
  // The next ones are on their way while this one is scanned.
  const bytes = isS3(file) ? fetchObject(file, clients) : undefined
  bytes?.catch(() => {})
  last = last.then(async () =>
    parentPort?.postMessage(bytes ? await scanFetched(file, bytes, engine) : scanPath(file, engine)),
  )
})
