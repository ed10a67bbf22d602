import { Command } from 'commander';
import { clustoVersion } from '../../base/clusto-version.ts';
import { type GlobalOptions } from '../options.ts';
import { print, printJson } from '../print.ts';

export function versionCommand(): Command {
  return new Command('version')
    .description('Prints the version of clusto, with --json also that of Node.js.')
    .addHelpText('after', '\nExample:\n  clusto version --json')
    .action((_options, command: Command) => {
      const { json } = command.optsWithGlobals<GlobalOptions>();
      if (json === true) printJson({ clusto: clustoVersion(), node: process.versions.node });
      else print(`clusto ${clustoVersion()}`);
    });
}
