import { defineConfig } from 'vitest/config';

/** The suites of the command line that are run a second time, against a server. */
const servedSuites = [
  'commands',
  'discover',
  'ec2',
  'entities',
  'history',
  'infrastructure',
  'output',
  'plan',
  'power',
  'vm',
];

export default defineConfig({
  test: {
    // Node's own loader and type stripping: what runs in production, and the only way in which driver files of a
    // user and the tests share one copy of 'clusto'.
    experimental: { viteModuleRunner: false },
    execArgv: ['--conditions=clusto-dev'],
    // one fewer than there are cores would be one on a small machine, where half of the time is spent waiting
    maxWorkers: '100%',
    // Files share the processes that run them: a process of its own costs each file the import of all that it tests again.
    // What a file changes of its process it puts back.
    isolate: false,
    globalSetup: ['tests/support/postgres-setup.ts', 'tests/support/built-clusto.ts'],
    coverage: { provider: 'v8', include: ['packages/clusto/src/**'], exclude: ['**/*.test.ts'] },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/clusto/src/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: ['tests/races/**', 'tests/system/**'],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          // the same suites against a server: what a command does there is what it does here
          name: 'served',
          include: servedSuites.map((name) => `tests/cli/${name}.test.ts`),
          env: { CLUSTO_TEST_SERVED: 'sqlite' },
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          // what differs between the databases is tested below: these show that nothing of it comes through a server
          name: 'served-postgres',
          include: ['history', 'infrastructure'].map((name) => `tests/cli/${name}.test.ts`),
          env: { CLUSTO_TEST_SERVED: 'postgres' },
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: { name: 'races', include: ['tests/races/*.test.ts'], testTimeout: 180_000, hookTimeout: 180_000 },
      },
    ],
  },
});
