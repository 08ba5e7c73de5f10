/** The floors that a scan is compared with: inflate only, or inflate and parse, over the same files and threads. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { gunzipSync } from 'node:zlib'

const inflate = (file) => {
  const packed = readFileSync(file)
  return gunzipSync(packed, { chunkSize: Math.max(64, packed.readUInt32LE(packed.length - 4)) })
}
const STEPS = {
  inflate: (file) => inflate(file).length,
  parse: (file) => {
    const byName = new Map()
    for (const record of JSON.parse(inflate(file).toString()).Records ?? [])
      byName.set(record.eventName, (byName.get(record.eventName) ?? 0) + 1)
    return byName.size
  },
}

if (isMainThread) {
  const [folder, step, threads] = process.argv.slice(2)
  const files = readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.gz'))
    .map((name) => join(folder, name))
  if (threads === '1') for (const file of files) STEPS[step](file)
  else {
    let next = 0
    for (let thread = 0; thread < Number(threads); thread++) {
      const worker = new Worker(new URL(import.meta.url), { workerData: { step } })
      const feed = () => (next < files.length ? worker.postMessage(files[next++]) : worker.postMessage(null))
      worker.on('message', feed)
      feed()
    }
  }
} else {
  parentPort.on('message', (file) => {
    if (file === null) process.exit()
    parentPort.postMessage(STEPS[workerData.step](file))
  })
}
