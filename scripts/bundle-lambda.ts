/** Bundles the functions: one entry each, and files that are loaded only when something in them is needed. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { build, type Metafile, type Plugin } from 'esbuild'

export const FUNCTIONS = ['ingest', 'deliver'] as const
/** Of all that one function may load. */
const MAX_BUNDLE = 2 * 1024 * 1024

/**
 * What a function never needs: the messages of zod in forty languages (`zod` names them all), and the store of a machine with
 * a disk, whose settings a configuration may hold all the same; the services that only commands call. Our own modules do nothing
 * when they are loaded, so those of which nothing is used may go.
 */
const leaveOut: Plugin = {
  name: 'leave-out',
  setup: (context) => {
    context.onResolve({ filter: /\/locales\/index\.js$/ }, ({ importer }) =>
      importer.includes('/zod/') ? { path: 'zod-locales', namespace: 'empty' } : undefined,
    )
    context.onResolve({ filter: /^\.\/sqlite\/store\.ts$/ }, () => ({ path: 'sqlite', namespace: 'empty' }))
    context.onResolve({ filter: /^\.\/services\/(cloudformation|dynamodb|ec2|iam|rds|sts)\.ts$/ }, ({ path }) => ({
      ...{ path, namespace: 'empty' },
    }))
    context.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'export {}' }))
    context.onResolve({ filter: /^\..*\.ts$/ }, async ({ path, resolveDir, importer, kind, pluginData }) => {
      if (pluginData === 'asked' || importer.includes('node_modules')) return undefined
      const found = await context.resolve(path, { resolveDir, importer, kind, pluginData: 'asked' })
      return { ...found, sideEffects: false }
    })
  },
}

/** @param pack the built-in rules, as JSON */
export const bundleLambda = async (root: string, pack: string) => {
  const folder = join(root, 'dist/lambda')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const { metafile } = await build({
    entryPoints: FUNCTIONS.map((name) => join(root, `src/lambda/${name}.ts`)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    metafile: true,
    absWorkingDir: root,
    plugins: [leaveOut],
    banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
  })
  const needed = new Set(FUNCTIONS.flatMap((name) => [...check(name, metafile)]))
  // What only a part that was left out would have loaded.
  for (const path of Object.keys(metafile.outputs)) if (!needed.has(path)) rmSync(join(root, path))
  writeFileSync(join(folder, 'pack.json'), pack)
}

/** Everything that the entry may load, at once or later. @throws Error when it is too much, or not a function's to load */
const check = (name: string, { outputs }: Metafile): ReadonlySet<string> => {
  const reached = new Set<string>()
  const visit = (path: string): void => {
    if (reached.has(path) || !outputs[path]) return
    reached.add(path)
    for (const { path: next } of outputs[path].imports) visit(next)
  }
  visit(`dist/lambda/${name}.mjs`)
  const files = [...reached].map((path) => outputs[path] as Metafile['outputs'][string])
  const bytes = files.reduce((sum, output) => sum + output.bytes, 0)
  const native = files.flatMap((output) => Object.keys(output.inputs)).filter((path) => /libsql|\.node$/.test(path))
  const outside = files.flatMap(({ imports }) => imports).filter(({ path, external }) => external && !isBuiltin(path))
  if (bytes === 0 || bytes > MAX_BUNDLE)
    throw new Error(`the function ${name}: ${bytes} bytes of at most ${MAX_BUNDLE}`)
  if (native.length > 0) throw new Error(`the function ${name} holds native parts: ${native.join(', ')}`)
  if (outside.length > 0) throw new Error(`the function ${name} needs ${outside.map(({ path }) => path).join(', ')}`)
  return reached
}
