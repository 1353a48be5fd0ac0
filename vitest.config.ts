import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['coatcheck-source'] },
  ssr: { resolve: { conditions: ['coatcheck-source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
  },
})
