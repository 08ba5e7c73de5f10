/** `npm run demo`: a quiet company with attacks hidden in it, then one scan. */
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'

const root = new URL('..', import.meta.url).pathname
const run = (...args) => {
  console.log(`\n$ tattletrail ${args.join(' ')}`)
  const { status } = spawnSync(process.execPath, ['dist/bin/main.js', ...args], { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 2)
}

rmSync(`${root}/demo`, { recursive: true, force: true })
run('simulate', 'demo', '--events', '50000', '--story', 'leaked-key,stopped-logging')
run('scan', 'demo', '--format', 'text', '--min-level', 'medium')
