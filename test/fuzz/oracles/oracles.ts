/** Other implementations of the languages, where they are installed: processes that answer a line of JSON with one. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const HERE = import.meta.dirname
const home = mkdtempSync(join(tmpdir(), 'tattletrail-oracles-'))
process.once('exit', () => rmSync(home, { recursive: true, force: true }))

export interface Answer {
  /** False also where it cannot say. */
  readonly accepted: boolean
  readonly matches?: boolean
}
export type Oracle = (question: object) => Promise<Answer>

const start = (command: string, args: readonly string[]): Oracle => {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  process.once('exit', () => child.kill('SIGKILL'))
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]()
  return async (question) => {
    child.stdin.write(`${JSON.stringify(question)}\n`)
    const { value } = await answers.next()
    if (value === undefined) throw new Error(`${command} ended`)
    return JSON.parse(value) as Answer
  }
}

/** Started with the first question. */
const late = (make: () => Oracle): Oracle => {
  let started: Oracle | undefined
  return (question) => {
    started ??= make()
    return started(question)
  }
}

const runs = (command: string, args: readonly string[]): boolean => spawnSync(command, args).status === 0

/** Maven fetches it, once. */
const findRuler = (): Oracle | undefined => {
  const list = join(home, 'class-path')
  const asked = ['-q', '-B', '-f', join(HERE, 'pom.xml'), 'dependency:build-classpath', `-Dmdep.outputFile=${list}`]
  if (!runs('mvn', asked)) return undefined
  return late(() => start('java', ['-Xmx256m', '-cp', readFileSync(list, 'utf8'), join(HERE, 'EventRuler.java')]))
}

const findSigma = (): Oracle | undefined =>
  runs('python3', ['-c', 'import sigma.collection'])
    ? late(() => start('python3', [join(HERE, 'pysigma-rules.py')]))
    : undefined

/** @returns the outputs, as lines of JSON; undefined where gojq refuses the program or fails */
const askGojq = (program: string, input: string): readonly string[] | undefined => {
  const file = join(home, 'program.jq')
  writeFileSync(file, program)
  const said = spawnSync('gojq', ['-c', '-f', file], { input, encoding: 'utf8', timeout: 5_000 })
  return said.status === 0 ? said.stdout.split('\n').filter((line) => line !== '') : undefined
}

export const oracles = {
  gojq: runs('gojq', ['--version']) ? askGojq : undefined,
  'event-ruler': findRuler(),
  pySigma: findSigma(),
}
for (const [name, oracle] of Object.entries(oracles))
  console.error(oracle ? `fuzz: compared with ${name}` : `fuzz: ${name} is not installed: nothing is compared with it`)
