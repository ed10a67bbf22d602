import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Suites that start virtual machines, which take longest. */
const guests = ['bare-rack', 'first-hypervisor', 'libvirt-*'].map((name) => `tests/system/${name}.test.ts`);

// Tests that need things of the machine which npm cannot bring, and so are kept out of `npm test`.
export default defineConfig({
  test: {
    experimental: { viteModuleRunner: false },
    execArgv: ['--conditions=clusto-dev'],
    // many tests start clusto as a process
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/clusto-compile') },
    globalSetup: ['tests/support/apt-install.ts', 'tests/support/built-clusto.ts'],
    // Each suite keeps to namespaces, folders and ports of its own, and most of its time is spent waiting for programs and
    // guests: a few beside each other are what two cores carry.
    maxWorkers: 3,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // one after the other in the order of their names
    projects: [
      { extends: true, test: { name: 'guests', include: guests } },
      { extends: true, test: { name: 'programs', include: ['tests/system/*.test.ts'], exclude: guests } },
    ],
  },
});
