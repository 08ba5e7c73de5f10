/**
 * `npm run recipes`: follows each recipe of CONTRIBUTING.md to the letter in a copy of the repository and lets the compiler, the
 * linter and the tests judge what comes out; before the lines in the registries are added, it shows that a test notices each.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { changed, type Recipe, readRecipes, type Step } from './recipes.ts'

const ROOT = new URL('../..', import.meta.url).pathname
const CANARIES = 'every kind of the folder is in the registry, under the name of its file, and stays small'
/** A forgotten line fails there: a file of tests, or one test of a file. */
const GATES: readonly (readonly [file: string, title?: string])[] = [
  ['src/destinations/index.test.ts'],
  ['src/stores/index.test.ts'],
  ['src/sources/index.test.ts'],
  ['src/enrich/index.test.ts'],
  ['src/canaries/index.test.ts', CANARIES],
  ['src/cli/commands/index.test.ts'],
  ['test/registries.test.ts', 'every format is in the registry'],
]
const GATE_FILES = GATES.map(([file]) => file)
/** What must hold besides. */
const OTHERS = ['test/boundaries.test.ts', 'src/config/docs.test.ts', 'src/report/formats/index.test.ts']

const recipes = readRecipes(readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8'))
const steps = recipes.flatMap((recipe) => recipe.steps)
const isRegistry = ({ path, kind }: Step): boolean => kind === 'change' && path.startsWith('src/')
const isCode = ({ path, kind }: Step): boolean =>
  kind === 'file' && path.startsWith('src/') && !path.endsWith('.test.ts')

const copyOf = (root: string): string => {
  const copy = mkdtempSync(join(tmpdir(), 'tattletrail-recipes-'))
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate']
  const paths = execFileSync('git', list, { cwd: root, encoding: 'utf8' }).split('\0')
  for (const path of paths) if (path !== '' && existsSync(join(root, path))) cpSync(join(root, path), join(copy, path))
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

const counted = ({ title, steps: all }: Recipe): string => {
  const beside = all.filter((step) => !isCode(step) && !isRegistry(step)).map(({ path }) => path)
  const [files, lines] = [all.filter(isCode).length, all.filter(isRegistry).length]
  return `${title}: ${files} file + ${lines} line${beside.length > 0 ? `; beside it ${beside.join(', ')}` : ''}\n`
}

const copy = copyOf(ROOT)
let failed = 0

const say = (name: string, isFine: boolean, output: string): void => {
  if (!isFine) failed++
  process.stdout.write(`${isFine ? 'ok  ' : 'FAIL'}  ${name}\n${isFine ? '' : output}`)
}

const run = (args: readonly string[], env = {}) =>
  spawnSync('npx', args, { cwd: copy, encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 2 ** 28 })

const check = (name: string, args: readonly string[], env = {}): void => {
  const { status, stdout, stderr } = run(args, env)
  say(name, status === 0, `${stdout}${stderr}\n`)
}

const follow = ({ path, kind, text }: Step): void => {
  const file = join(copy, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, kind === 'file' ? text : changed(readFileSync(file, 'utf8'), text))
}

interface TestResult {
  readonly name: string
  readonly status: string
  readonly assertionResults: readonly { readonly title: string; readonly status: string }[]
}

/** Runs the gates; whether one of them failed. */
const runGates = (): ((file: string, title?: string) => boolean) => {
  const { stdout } = run(['vitest', 'run', '--reporter=json', ...GATE_FILES])
  const { testResults } = JSON.parse(stdout) as { readonly testResults: readonly TestResult[] }
  const failures = testResults.filter(({ status }) => status === 'failed')
  return (file, title) =>
    failures
      .filter(({ name }) => relative(copy, name) === file)
      .flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status === 'failed'))
      .some((assertion) => title === undefined || assertion.title === title)
}

try {
  process.stdout.write(recipes.map(counted).join(''))
  for (const step of steps.filter((one) => !isRegistry(one))) follow(step)
  const hasFailed = runGates()
  for (const [file, title] of GATES) say(`${title ?? file} notices a forgotten line`, hasFailed(file, title), '')
  for (const step of steps.filter(isRegistry)) follow(step)
  const paths = steps.map(({ path }) => path)
  const tests = paths.filter((path) => path.endsWith('.test.ts'))
  check('it compiles', ['tsc', '--noEmit'])
  check('it keeps the style', [
    'biome',
    'check',
    '--vcs-enabled=false',
    ...paths.filter((path) => path.endsWith('.ts')),
  ])
  check('its own tests pass', ['vitest', 'run', ...tests, 'src/canaries/index.test.ts'], { UPDATE_GOLDEN: '1' })
  const rules = paths.filter((path) => path.endsWith('.yml'))
  check('its own rules pass', ['tsx', 'src/cli/main.ts', 'rules', 'test', ...rules])
  check('documents are generated', ['tsx', 'scripts/gen.ts'])
  check('the gates pass, and the architecture holds', ['vitest', 'run', ...GATE_FILES, ...OTHERS])
} finally {
  rmSync(copy, { recursive: true })
}
process.exitCode = failed > 0 ? 1 : 0
