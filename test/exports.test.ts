/** The built package, by name: what its entry points export, that the types are there, and what `npm pack` takes along. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const ROOT = new URL('..', import.meta.url).pathname
const DIST = join(ROOT, 'dist')
const scratch = mkdtempSync(join(tmpdir(), 'tattletrail-'))
afterAll(() => rmSync(scratch, { recursive: true }))

// Through a variable, so that neither the compiler nor the bundler of the tests resolves them to the sources.
const load = (name: string) => import(/* @vite-ignore */ name)
const { createRuleSet, loadRules, prepareScan, readLog, toEvent, ...rest } = (await load(
  'tattletrail',
)) as typeof import('../src/index.ts')
const languages = (await load('tattletrail/languages')) as typeof import('../src/languages/index.ts')

const RECORD = {
  eventVersion: '1.11',
  eventID: '0b2f6f0a-3a1e-4f0c-8a57-5d3c7d0c1a11',
  eventTime: '2026-03-04T02:14:09Z',
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: 'StopLogging',
  awsRegion: 'eu-west-1',
  sourceIPAddress: '198.51.100.7',
  userIdentity: { type: 'IAMUser', userName: 'build-bot', accountId: '123456789012' },
  requestParameters: { name: 'org-trail' },
  recipientAccountId: '123456789012',
}
const SENTENCE = 'user build-bot stopped logging on trail org-trail'

test('tattletrail exports these names', () => {
  expect([...Object.keys(rest), 'createRuleSet', 'loadRules', 'prepareScan', 'readLog', 'toEvent'].sort()).toEqual([
    'CompileError',
    'LEVELS',
    'RefusedRules',
    'byTime',
    'createRuleSet',
    'eventPattern',
    'filterConfig',
    'jq',
    'loadRules',
    'prepareScan',
    'readLog',
    'sigma',
    'toEvent',
  ])
  expect(rest.jq).toBe(languages.jq)
})

test('jq: run iterates the outputs', () => {
  expect([...languages.jq.compile('.eventName, (.requestParameters | keys[])').run(RECORD)]).toEqual([
    'StopLogging',
    'name',
  ])
})

test('eventPattern: matches a record and an envelope', () => {
  const pattern = languages.eventPattern.compile({ source: ['aws.cloudtrail'], detail: { eventName: ['StopLogging'] } })
  expect(pattern.matches(RECORD)).toBe(true)
  expect(pattern.matches({ source: 'aws.cloudtrail', detail: RECORD })).toBe(true)
  expect(pattern.matches({ ...RECORD, eventName: 'StartLogging' })).toBe(false)
})

test('sigma: matches', () => {
  const rule = languages.sigma.compile(
    'title: Stopped\nlogsource: { product: aws, service: cloudtrail }\ndetection: { stop: { eventName: StopLogging }, condition: stop }\n',
  )
  expect(rule.matches(RECORD)).toBe(true)
  expect(rule.matches({ ...RECORD, eventName: 'StartLogging' })).toBe(false)
})

test('filterConfig: matches', () => {
  const rule = languages.filterConfig.compile({ source: 'cloudtrail', regexp: '^Stop' })
  expect(rule.matches(RECORD)).toBe(true)
  expect(rule.matches({ ...RECORD, eventName: 'StartLogging' })).toBe(false)
})

test('a wrong text is a CompileError with its problems', () => {
  expect(() => languages.jq.compile('.a |')).toThrow(languages.CompileError)
  expect(rest.CompileError).toBe(languages.CompileError)
})

test('reading, rules and sentences, step by step', async () => {
  const { rules } = await loadRules({ paths: [], builtin: true })
  const { wants, match } = createRuleSet(rules.filter(({ reports }) => reports))
  const said: string[] = []
  const { evaluated } = readLog(Buffer.from(JSON.stringify({ Records: [RECORD] })), { wants }, (record) =>
    match(record, (rule, { matched }) => matched && said.push(rule.renderMessage(toEvent(record)))),
  )
  expect(evaluated).toBe(1)
  expect(said).toEqual([SENTENCE])
})

test('a whole scan', async () => {
  writeFileSync(join(scratch, 'log.json'), JSON.stringify({ Records: [RECORD] }))
  const scan = await prepareScan([join(scratch, 'log.json')], { rules: [], builtin: true, scope: {} })
  const { findings, summary } = await scan.run(() => {}, new AbortController().signal)
  expect(findings.map(({ message }) => message)).toEqual([SENTENCE])
  expect(summary).toMatchObject({ files: 1, records: 1, evaluated: 1, failed: 0 })
})

test('both entry points have types, down to the last declaration', () => {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const declarations = filesFrom(['.', './languages'].map((entry) => join(ROOT, exports[entry].types)))
  expect(declarations.size).toBeGreaterThan(20)
})

test('the package holds what its entry points need, and nothing else', () => {
  const [{ files }] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8' }),
  ) as [{ files: { path: string }[] }]
  const packed = files.map(({ path }) => path).filter((path) => path.startsWith('dist/') && !path.endsWith('.json'))
  const code = ['index', 'languages/index', 'app/scan/scan-worker'].map((path) => join(DIST, path))
  const modules = filesFrom(code.map((path) => `${path}.js`))
  // Each comes with its types, and with what these name.
  const library = [...modules, ...filesFrom([...modules].map((path) => path.replace(/\.js$/, '.d.ts')))]
  const command = filesFrom(['bin/main.js', 'bin/scan-worker.js'].map((path) => join(DIST, path)))
  const functions = filesFrom(['lambda/ingest.mjs', 'lambda/deliver.mjs'].map((path) => join(DIST, path)))
  // A module of types alone still has an empty file of code.
  const stems = (paths: readonly string[]) =>
    [...new Set(paths.map((path) => path.replace(/\.(?:d\.ts|js)$/, '')))].sort()
  expect(stems(packed)).toEqual(stems([...library, ...command, ...functions].map((path) => relative(ROOT, path))))
  expect(
    files
      .map(({ path }) => path)
      .filter((path) => !path.startsWith('dist/'))
      .sort(),
  ).toEqual(['CHANGELOG.md', 'LICENSE', 'NOTICE', 'README.md', 'man/tattletrail.1', 'package.json'])
  const data = files.map(({ path }) => path).filter((path) => path.startsWith('dist/') && path.endsWith('.json'))
  expect(data.sort()).toEqual([
    'dist/calls.json',
    'dist/lambda/pack.json',
    'dist/pack-tests.json',
    'dist/pack.json',
    'dist/parameters.json',
    'dist/report-page.json',
  ])
})

/** Every file that these import, directly or not; fails on an import of nothing. A declaration imports `./x.ts` and means `./x.d.ts`. */
function filesFrom(entries: readonly string[]): ReadonlySet<string> {
  const found = new Set(entries)
  for (const file of found) {
    const code = readFileSync(file, 'utf8')
    for (const [, target = ''] of code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g))
      found.add(join(dirname(file), file.endsWith('.d.ts') ? target.replace(/\.(?:ts|js)$/, '.d.ts') : target))
  }
  return found
}
