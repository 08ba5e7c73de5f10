/** Every rule of the pack is reached by a scan: its own test event, among others in a log file, fires it on the fast path. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { attachAsSaid } from '../src/app/context/spec.ts'
import { builtinRules } from '../src/app/rules/pack.ts'
import { streamOf } from '../src/app/rules/test-stream.ts'
import { createEngine } from '../src/app/scan/engine.ts'
import type { JsonObject } from '../src/core/json.ts'
import { scanFile } from '../src/flows/scan-file.ts'
import { sigma } from '../src/languages/index.ts'

const loaded = { ...builtinRules(true), problems: [] }
const refers = new Set(loaded.correlations.flatMap(({ rules }) => rules))
/** These only feed correlations, whose streams show that they are reached. */
const feeds = ({ id, name }: { readonly id: string; readonly name?: string | undefined }): boolean =>
  refers.has(id) || (name !== undefined && refers.has(name))

const newEngine = () => ({ ...createEngine(loaded, { scope: {} }), attach: attachAsSaid })
const engine = newEngine()

/** A log file as AWS writes it: neighbours of the same shape that nothing wants, before and behind. */
const logOf = (events: readonly JsonObject[]): Buffer => {
  const neighbour = { ...events[0], eventName: 'NobodyWantsThis', eventID: 'neighbour' }
  return Buffer.from(JSON.stringify({ Records: [neighbour, neighbour, ...events, neighbour] }))
}

test('each rule, by each of its events', () => {
  const missed: string[] = []
  let fired = 0
  let parsed = 0
  let records = 0
  for (const rule of loaded.rules.filter((one) => !feeds(one)))
    for (const { name, event } of rule.tests.filter(({ match }) => match)) {
      const { matched, read } = scanFile(logOf([event]), 'log.json', engine)
      if (matched.some(({ findings }) => findings.some((finding) => finding.rule.id === rule.id))) fired++
      else missed.push(`${rule.title}: ${name}`)
      parsed += read.parsed
      records += read.records
    }
  expect(missed).toEqual([])
  expect(fired).toBeGreaterThan(400)
  // It is the fast path that was shown: most neighbours were passed over.
  expect(parsed).toBeLessThan(records * 0.6)
})

test('each correlation, and the rules that feed it, by its streams', () => {
  const missed: string[] = []
  let fired = 0
  // One that feeds another says nothing by itself.
  for (const correlation of loaded.correlations.filter((one) => !feeds(one)))
    for (const { name, events } of correlation.tests.filter(({ match }) => match)) {
      const fresh = newEngine()
      const { matched } = scanFile(logOf(streamOf(events)), 'log.json', fresh)
      for (const sighting of matched.flatMap(({ sightings }) => sightings)) fresh.watch.add(sighting)
      if (fresh.watch.close().some(({ rule }) => rule.id === correlation.id)) fired++
      else missed.push(`${correlation.title}: ${name}`)
    }
  expect(missed).toEqual([])
  expect(fired).toBeGreaterThan(30)
})

test('what is compiled late asks for the same names as what is compiled at once', () => {
  const folder = new URL('../rules/', import.meta.url)
  const atOnce = new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.yml'))
      .flatMap((path) => sigma.compile(readFileSync(new URL(path, folder), 'utf8')).rules)
      .map(({ id, compiled }) => [id, compiled]),
  )
  const names = new Set(loaded.rules.flatMap(({ tests }) => tests.map(({ event }) => String(event.eventName))))
  expect(names.size).toBeGreaterThan(200)
  expect(atOnce.size).toBe(loaded.rules.length)
  const asked = [undefined, 'NobodyWantsThis', ...names]
  const differing = loaded.rules.filter(({ id, compiled }) =>
    asked.some((name) => compiled.couldMatch?.(name) !== atOnce.get(id)?.couldMatch?.(name)),
  )
  expect(differing.map(({ title }) => title)).toEqual([])
})
