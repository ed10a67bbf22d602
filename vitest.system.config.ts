import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Tests that need things of the machine which npm cannot bring, and so are kept out of `npm test`.
export default defineConfig({
  test: {
    experimental: { viteModuleRunner: false },
    execArgv: ['--conditions=clusto-dev'],
    // many tests start clusto as a process
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/clusto-compile') },
    globalSetup: ['tests/support/apt-install.ts', 'tests/support/built-clusto.ts'],
    include: ['tests/system/*.test.ts'],
    // a virtual machine at a time is as much as a small machine carries
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
