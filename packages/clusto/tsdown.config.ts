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
  // what every connected command needs is one file: at the start, each file costs more than what is in it
  outputOptions: {
    codeSplitting: {
      groups: [
        { name: 'base', test: /src\/base\//, priority: 2 },
        // what the completion of a shell needs of them, without the rest
        {
          name: 'words',
          test: /src\/store\/(?:known-words|names-from|attribute-condition|open-engine|dsn|rows)\.ts$/,
          priority: 2,
        },
        { name: 'config', test: /src\/cli\/(?:config|find-config-file|xdg-folders|secrets|login-name|read-text)\.ts$/ },
        {
          name: 'inventory',
          test: /src\/(?:inventory|drivers|store(?:\/migrations)?)\/[^/]+\.ts$|src\/drivers\/|src\/operations\/clusto\.ts$/,
          priority: 1,
        },
        {
          name: 'start',
          test: /src\/cli\/(?:print|options|start|run|program|report-error|exit-codes|commands\/commands)\.ts$|src\/base\/clusto-version\.ts$/,
        },
        {
          name: 'connect',
          test: /src\/cli\/(?:with-inventory|connect)\.ts$|src\/plugin\/plugin-files\.ts$/,
        },
      ],
    },
  },
  inputOptions: { resolve: { conditionNames: ['node', 'import', 'default'] } },
});
