// Started by clusto.sh, which picks the Node.js. The compile cache has to be on before the first large import.
process.getBuiltinModule('node:module').enableCompileCache();
await import('../dist/cli.js');
