import { type Clusto } from '../../operations/clusto.ts';
import { shellGlobals } from './shell-globals.ts';
import { shellHelp } from './shell-help.ts';
import { type ShellSurface } from './shell-surface.ts';

const mostNames = 100;

/** The inventory itself, with its methods and drivers. */
export const databaseSurface = (clusto: Clusto): ShellSurface => ({
  place: clusto.dsn,
  globals: shellGlobals(clusto),
  help: shellHelp(clusto),
  version: () => clusto.version(),
  namesFrom: (begun) => clusto.reader.namesFrom(begun, `${begun}\u{10FFFF}`, mostNames),
});
