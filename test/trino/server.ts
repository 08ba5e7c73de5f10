/** A Trino in a process of its own, over a folder: started, asked, and ended with us. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import type { Answer } from '../athena/api.ts'

const HERE = import.meta.dirname
/** What Trino 476 runs on. */
const LEAST_JAVA = 24
/** Java at large: the heap, and as much again beside it. */
const HEAP = '-Xmx2g'
const JAVA = [
  HEAP,
  '-XX:ActiveProcessorCount=2',
  '-XX:TieredStopAtLevel=1',
  '--add-modules=jdk.incubator.vector',
  '--sun-misc-unsafe-memory-access=allow',
  '--enable-native-access=ALL-UNNAMED',
  '--add-opens=java.base/java.nio=ALL-UNNAMED',
  '-Djdk.attach.allowAttachSelf=true',
  '-XX:+EnableDynamicAgentLoading',
]

/** Not there, and what to do about it. */
export class Absent extends Error {}

export interface Trino {
  readonly ask: (sql: string) => Promise<Answer>
  readonly stop: () => void
}

/** @param folder what `local:///` is @throws Absent */
export const startTrino = async (folder: string): Promise<Trino> => {
  const java = findJava()
  const server = spawn(java, [...JAVA, '-cp', classPath(folder), join(HERE, 'Server.java'), folder], {
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  const stop = (): void => void server.kill('SIGKILL')
  process.once('exit', stop)
  const base = await new Promise<string>((ready, fail) => {
    const said: string[] = []
    // Trino takes what a program prints into its own log.
    createInterface(server.stderr).on('line', (line) => {
      said.push(line)
      if (said.length > LAST_LINES) said.shift()
      const [, address] = /READY (http:\S+)/.exec(line) ?? []
      if (address !== undefined) ready(address)
    })
    server.once('exit', () => fail(new Error(`Trino did not start:\n${said.join('\n')}`)))
  })
  return { ask: (sql) => ask(base, sql), stop }
}

const LAST_LINES = 30

const findJava = (): string => {
  const homes = [process.env.JAVA_HOME, ...installed('/usr/lib/jvm'), ...installed('/opt')]
  for (const home of homes) {
    const java = join(home ?? '', 'bin', 'java')
    if (home === undefined || !existsSync(java)) continue
    const { stderr } = spawnSync(java, ['-version'], { encoding: 'utf8' })
    if (Number(/version "(\d+)/.exec(stderr)?.[1]) >= LEAST_JAVA) return java
  }
  throw new Absent(`no Java ${LEAST_JAVA} or later; install one, or name it in JAVA_HOME`)
}

const installed = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []

/** Maven fetches what is not at hand: some 400 MB, once. */
const classPath = (folder: string): string => {
  const list = join(folder, 'class-path')
  const asked = ['-q', '-B', '-f', join(HERE, 'pom.xml'), 'dependency:build-classpath', `-Dmdep.outputFile=${list}`]
  const { error, status, stdout } = spawnSync('mvn', asked, { encoding: 'utf8' })
  if (error) throw new Absent('no Maven (mvn); install it')
  if (status !== 0) throw new Absent(`Maven could not fetch Trino:\n${stdout.slice(0, 2000)}`)
  return readFileSync(list, 'utf8')
}

/** Statistics of the metastore that is a folder are none. */
const HEADERS = {
  'x-trino-user': 'test',
  'x-trino-catalog': 'hive',
  'x-trino-schema': 'default',
  'x-trino-session': 'hive.statistics_enabled=false',
}

interface Page {
  readonly nextUri?: string
  readonly columns?: readonly { readonly name: string }[]
  readonly data?: readonly (readonly unknown[])[]
  readonly error?: { readonly errorName: string; readonly message: string }
}

/** Trino's client protocol: a statement is posted, and its answer followed page by page ("Trino client REST API"). */
const ask = async (base: string, sql: string): Promise<Answer> => {
  let columns: readonly string[] = []
  const rows: (string | null)[][] = []
  let page = await pageOf(`${base}/v1/statement`, { method: 'POST', body: sql })
  for (;;) {
    if (page.error) return `${page.error.errorName}: ${page.error.message}`
    if (page.columns) columns = page.columns.map(({ name }) => name)
    for (const row of page.data ?? []) rows.push(row.map((cell) => (cell === null ? null : String(cell))))
    if (page.nextUri === undefined) return { columns, rows }
    page = await pageOf(page.nextUri, {})
  }
}

const BUSY = new Set([502, 503, 504])

const pageOf = async (address: string, request: RequestInit): Promise<Page> => {
  for (;;) {
    const answer = await fetch(address, { ...request, headers: HEADERS })
    if (answer.ok) return (await answer.json()) as Page
    if (!BUSY.has(answer.status)) throw new Error(`Trino: HTTP ${answer.status} ${await answer.text()}`)
    await setTimeout(100)
  }
}
