import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles: ['test/setup.ts'],
    maxWorkers: availableParallelism() + 1,
    // Modules hold no state: to load them anew for each file is a quarter of the time, and finds nothing.
    isolate: false,
    tags: [
      { name: 'property', description: 'Its cases are drawn by chance.' },
      { name: 'scale', description: 'Its input is as large or as hostile as any may be.' },
    ],
  },
})
