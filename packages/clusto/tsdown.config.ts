import { type Rolldown, defineConfig } from 'tsdown';

// A start is most of what a command takes, and files cost it more than what is in them: so the parts of small packages that every
// command needs are brought along, without what clusto never uses of them.

/** Commander can run programs, which clusto never has it do: the module for that is not loaded. */
const noSubprograms: Rolldown.Plugin = {
  name: 'no-subprograms',
  resolveId: (id, importer) => (id === 'node:child_process' && importer?.includes('/commander/') ? '\0empty' : null),
  load: (id) => (id === '\0empty' ? 'export default {};' : null),
};

/** The native part of better-sqlite3 stays where it was installed, and is found there by its own rules. */
const installedBinding: Rolldown.Plugin = {
  name: 'installed-binding',
  resolveId: (id, importer) => (id === './binding' && importer?.includes('/better-sqlite3/') ? '\0binding' : null),
  load: (id) =>
    id === '\0binding'
      ? `import { createRequire } from 'node:module';
         import { join } from 'node:path';
         const load = createRequire(import.meta.url);
         export const getBinding = (given) =>
           load(join(load.resolve('better-sqlite3/package.json'), '../lib/binding.js')).getBinding(given);`
      : null,
};

/** What stands for one name of a built-in module: a function loads its module when it is called for the first time. */
function takeByName(module: string, name: string, as: string): string {
  const value = `process.getBuiltinModule("${module}").${name}`;
  const { [name]: known } = process.getBuiltinModule(module) as unknown as Readonly<Record<string, unknown>>;
  const isClass = /^[A-Z]/.test(name);
  return typeof known === 'function' && !isClass
    ? `let ${as} = (...given) => (${as} = ${value})(...given);`
    : `const ${as} = ${value};`;
}

/**
 * Built-in modules of Node.js are taken one name at a time. An `import` reads everything that a module exports and runs every
 * getter there: that of `node:fs` loads the streams, that of `node:process` opens the terminal.
 */
const takeBuiltIns = (code: string): string =>
  code.replace(
    /^import (?:(?:\* as )?([\w$]+))?(?:, )?(?:\{ (.+) \})? from "(node:[^"]+)";$/gm,
    (_statement, whole: string | undefined, names: string | undefined, module: string) => {
      const taken = (names?.split(', ') ?? []).map((one) => {
        const [name = one, as = name] = one.split(' as ');
        return takeByName(module, name, as);
      });
      if (whole !== undefined) taken.push(`const ${whole} = process.getBuiltinModule("${module}");`);
      return taken.join(' ');
    },
  );

/** A text with any other character takes twice the memory as a whole, and longer to read. */
const asciiOnly = (code: string): string =>
  code.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Chunks that are quick to load. Their lines stay where they are, so that the map of the sources stays right. */
const quickToLoad: Rolldown.Plugin = {
  name: 'quick-to-load',
  renderChunk: (code) => ({ code: takeBuiltIns(code), map: null }),
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) if (file.type === 'chunk') file.code = asciiOnly(file.code);
  },
};

// One bundle with a door per entry: shared code lands in shared chunks (one copy of every class), and each dynamic
// import of the command line becomes a chunk that is only read when its command runs.
export default defineConfig({
  entry: {
    index: 'src/index.ts',
    api: 'src/api.ts',
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
  plugins: [noSubprograms, installedBinding, quickToLoad],
  deps: { alwaysBundle: ['better-sqlite3', 'commander', 'fast-string-truncated-width', 'ms'] },
  outputOptions: {
    comments: { annotation: false, jsdoc: false },
    codeSplitting: {
      groups: [
        { name: 'base', test: /src\/base\//, priority: 3 },
        // what the completion of a shell needs of them, without the rest
        {
          name: 'words',
          test: /src\/store\/(?:known-words|names-from|attribute-condition|open-engine|dsn|rows)\.ts$|src\/cli\/(?:config|find-config-file|xdg-folders|secrets|login-name|read-text)\.ts$/,
          priority: 3,
        },
        { name: 'sqlite', test: /src\/store\/sqlite\/|\/node_modules\/better-sqlite3\/|\0binding/, priority: 2 },
        // what every connected command needs is one file
        {
          name: 'core',
          test: /src\/(?:inventory|drivers|store(?:\/migrations)?)\/[^/]+\.ts$|src\/drivers\/|src\/operations\/(?:clusto|describe-entity|find-entity|find-entities)\.ts$|src\/operations\/verbs\/(?!wire-value)[^/]+\.ts$|src\/plugin\/plugin-files\.ts$|src\/cli\/(?:print|options|start|run|program|report-error|exit-codes|commands\/commands|with-inventory|connect|choose-entities|note-unknown|point-at-query|entity-as-text|print-rows|table|fields)\.ts$|\/node_modules\/(?:commander|fast-string-truncated-width|ms)\//,
          priority: 1,
        },
      ],
    },
  },
  inputOptions: { resolve: { conditionNames: ['node', 'import', 'default'] } },
});
