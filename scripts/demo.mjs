/** `npm run demo`: a quiet company with attacks hidden in it, then one scan. */
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'

const folder = new URL('../demo/', import.meta.url).pathname
const cli = new URL('../dist/cli/main.js', import.meta.url).pathname
const run = (...args) => {
  console.log(`\n$ tattletrail ${args.join(' ').replaceAll(folder, './demo/')}`)
  const { status } = spawnSync(process.execPath, [cli, ...args], { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 2)
}

rmSync(folder, { recursive: true, force: true })
run('simulate', folder, '--events', '50000', '--story', 'leaked-key,stopped-logging')
run('scan', folder, '--format', 'text', '--min-level', 'medium')
