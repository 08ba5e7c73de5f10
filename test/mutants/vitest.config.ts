/** For `npm run mutants`: the tests of `src`, without whole processes and without the contracts of plug-ins. */
import { defineConfig } from 'vitest/config'
import base from '../../vitest.config.ts'

export default defineConfig({
  test: { ...base.test, include: ['src/{alerting,detect,investigate,flows}/**/*.test.ts'], maxWorkers: 1 },
})
