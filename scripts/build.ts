/** Builds dist/: TypeScript to JavaScript, the built-in rules to one JSON file so that no YAML is parsed at start, and the functions. */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { parseYaml } from '../src/languages/sigma/parse-yaml.ts'
import { isBuilt, sourcesOf, stampBuild } from './build-stamp.ts'
import { bundleLambda } from './bundle-lambda.ts'
import { buildReportPage } from './report-page.ts'

/** As far as the build looks into one. */
interface SigmaDocument {
  readonly tattletrail?: { readonly tests?: unknown }
}

const ROOT = new URL('..', import.meta.url).pathname
const at = (...parts: string[]): string => join(ROOT, ...parts)

const sources = sourcesOf(ROOT)
if (isBuilt(ROOT, sources)) {
  console.log('dist/ is up to date')
  process.exit()
}
rmSync(at('dist'), { recursive: true, force: true })
mkdirSync(at('dist'), { recursive: true })
execFileSync(process.execPath, [at('node_modules/typescript/bin/tsc'), '-p', at('tsconfig.build.json')], {
  stdio: 'inherit',
})

const pack = readdirSync(at('rules'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yml'))
  .sort()
  .map((path) => {
    const file = `rules/${path}`
    const { documents, source } = parseYaml(readFileSync(at(file), 'utf8'))
    for (const { message } of source.problems) throw new Error(`${file}: ${message}`)
    return { file, documents: documents as readonly SigmaDocument[] }
  })
// Two thirds of the pack are the events that it is tested with: a file of their own, which a scan need not read.
const rules = JSON.stringify(pack, (key, value) => (key === 'tattletrail' ? { ...value, tests: undefined } : value))
const tests = pack.map(({ documents }) => documents.map(({ tattletrail }) => tattletrail?.tests ?? []))
writeFileSync(at('dist/pack.json'), rules)
writeFileSync(at('dist/pack-tests.json'), JSON.stringify(tests))
for (const name of ['calls', 'parameters']) {
  const lines = readFileSync(at(`data/${name}.txt`), 'utf8')
    .trimEnd()
    .split('\n')
  writeFileSync(at(`dist/${name}.json`), JSON.stringify(lines.map((line) => line.split(' '))))
}
writeFileSync(at('dist/report-page.json'), JSON.stringify(buildReportPage(ROOT)))

// The command as few files: loading two hundred small ones would cost more than the command itself.
buildSync({
  entryPoints: [at('src/cli/main.ts'), at('src/app/scan/scan-worker.ts')],
  entryNames: '[name]',
  outdir: at('dist/bin'),
  bundle: true,
  // Holds a native part for each platform, of which one is installed.
  external: ['@duckdb/node-api'],
  splitting: true,
  minifySyntax: true,
  minifyWhitespace: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
})
chmodSync(at('dist/bin/main.js'), 0o755)
await bundleLambda(ROOT, rules)

// npm links the commands of dependencies only: this one makes `npx tattletrail` work inside the checkout.
if (existsSync(at('node_modules/.bin')) && process.platform !== 'win32') {
  rmSync(at('node_modules/.bin/tattletrail'), { force: true })
  symlinkSync('../../dist/bin/main.js', at('node_modules/.bin/tattletrail'))
}
stampBuild(ROOT, sources)
