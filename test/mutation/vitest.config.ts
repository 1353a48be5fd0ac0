/** The tests that a mutant of the pure modules has to get past: theirs, and no others. None of them throws dice, so the score repeats. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['coatcheck-source'] },
  ssr: { resolve: { conditions: ['coatcheck-source'] } },
  test: {
    include: ['test/jobs/{state,judge}.test.ts', 'test/work/*.test.ts'],
    testTimeout: 30_000,
  },
})
