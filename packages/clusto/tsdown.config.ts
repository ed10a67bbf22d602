import { defineConfig } from 'tsdown';

// One bundle with a door per entry: shared code lands in shared chunks (one copy of every class), and each dynamic
// import of the command line becomes a chunk that is only read when its command runs.
export default defineConfig({
  entry: {
    index: 'src/index.ts',
    drivers: 'src/drivers.ts',
    plugin: 'src/plugin.ts',
    testing: 'src/testing.ts',
    cli: 'src/cli/main.ts',
  },
  format: 'esm',
  platform: 'node',
  target: 'node24',
  fixedExtension: false,
  dts: false,
  sourcemap: true,
  clean: false,
  inputOptions: { resolve: { conditionNames: ['node', 'import', 'default'] } },
});
