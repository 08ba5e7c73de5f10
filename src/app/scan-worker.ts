/** A worker of a scan: builds the engine once, then answers each file name with a report. */
import { parentPort, workerData } from 'node:worker_threads'
import { createEngine, type EngineSpec } from './engine.ts'
import { scanPath } from './lanes.ts'
import { compileRules } from './rules.ts'

const spec = workerData as EngineSpec
const engine = createEngine(await compileRules(spec.sources, spec.builtin), spec)
parentPort?.on('message', (file: string) => parentPort?.postMessage(scanPath(file, engine)))
