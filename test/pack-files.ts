/** The files of the built-in pack, compiled once for the tests that look at all of them. */
import { readdirSync, readFileSync } from 'node:fs'
import { sigma } from '../src/languages/sigma/index.ts'

const RULES = new URL('../rules/', import.meta.url)

/** `<service>/<rule>.yml` */
export const files = readdirSync(RULES, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yml'))
  .sort()

export const pack = files.map((file) => {
  const text = readFileSync(new URL(file, RULES), 'utf8')
  return { file, text, ...sigma.compile(text) }
})
