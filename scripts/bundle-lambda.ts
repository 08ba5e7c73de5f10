/** Bundles the functions: one entry each, and files that are loaded only when something in them is needed. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Metafile, type Plugin } from 'esbuild'
import type { JsonObject } from '../src/core/json.ts'
import { isObject } from '../src/core/json.ts'

export const FUNCTIONS = ['ingest', 'deliver'] as const
/** Of all that one function may load. */
const MAX_BUNDLE = 2 * 1024 * 1024

/**
 * What a function never needs: the messages of zod in forty languages (`zod` names them all). Our own modules do nothing
 * when they are loaded, so those of which nothing is used may go.
 */
const leaveOut: Plugin = {
  name: 'leave-out',
  setup: (context) => {
    context.onResolve({ filter: /\/locales\/index\.js$/ }, ({ importer }) =>
      importer.includes('/zod/') ? { path: 'zod-locales', namespace: 'empty' } : undefined,
    )
    context.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'export {}' }))
    context.onResolve({ filter: /^\..*\.ts$/ }, async ({ path, resolveDir, importer, kind, pluginData }) => {
      if (pluginData === 'asked' || importer.includes('node_modules')) return undefined
      const found = await context.resolve(path, { resolveDir, importer, kind, pluginData: 'asked' })
      return { ...found, sideEffects: false }
    })
  },
}

export const bundleLambda = async (root: string, pack: readonly { readonly documents: readonly JsonObject[] }[]) => {
  const folder = join(root, 'dist/lambda')
  mkdirSync(folder, { recursive: true })
  for (const name of FUNCTIONS) {
    const { metafile } = await build({
      entryPoints: { [name]: join(root, `src/lambda/${name}.ts`) },
      chunkNames: `${name}-[name]-[hash]`,
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      minify: true,
      // Names in stack traces are worth more than a few kilobytes.
      keepNames: false,
      format: 'esm',
      platform: 'node',
      target: 'node22',
      mainFields: ['module', 'main'],
      legalComments: 'none',
      metafile: true,
      plugins: [leaveOut],
      banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
    })
    check(name, metafile)
  }
  writeFileSync(join(folder, 'pack.json'), JSON.stringify(pack.map(withoutTests)))
}

/** The examples that the pack is tested with: two thirds of it. */
const withoutTests = <File extends { readonly documents: readonly JsonObject[] }>(file: File): File => ({
  ...file,
  documents: file.documents.map((document) => {
    if (!isObject(document.tattletrail)) return document
    const { tests: _, ...tattletrail } = document.tattletrail
    return { ...document, tattletrail }
  }),
})

const check = (name: string, { outputs, inputs }: Metafile): void => {
  const bytes = Object.values(outputs).reduce((sum, output) => sum + output.bytes, 0)
  if (bytes > MAX_BUNDLE) throw new Error(`the function ${name} has ${bytes} bytes, more than ${MAX_BUNDLE}`)
  const native = Object.keys(inputs).filter((path) => /libsql|\.node$/.test(path))
  if (native.length > 0) throw new Error(`the function ${name} holds native parts: ${native.join(', ')}`)
}
