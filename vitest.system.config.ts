import { defineConfig } from 'vitest/config';

// Tests that need things of the machine which npm cannot bring, and so are kept out of `npm test`.
export default defineConfig({
  test: {
    experimental: { viteModuleRunner: false },
    execArgv: ['--conditions=clusto-dev'],
    include: ['tests/system/*.test.ts'],
    passWithNoTests: true,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
