import { type Command } from 'commander';
import { failure } from '../base/errors.ts';
import { isServer } from './is-server.ts';
import { localCommands } from './local-commands.ts';
import { type GlobalOptions } from './options.ts';

/** `vm console` */
function pathOf(command: Command): string {
  const names: string[] = [];
  for (let one: Command | null = command; one?.parent; one = one.parent) names.unshift(one.name());
  return names.join(' ');
}

/** Refuses a command that needs the database itself where there is a server in place of it. @throws COMMAND_LOCAL, CONFIG_INVALID */
export async function refuseLocal(command: Command): Promise<void> {
  const path = pathOf(command);
  const local = Object.hasOwn(localCommands, path) ? localCommands[path] : undefined;
  if (local === undefined) return;
  const { dsn, config } = command.optsWithGlobals<GlobalOptions>();
  const { loadConfig } = await import('./config.ts');
  // what else is wrong with the configuration, the command says itself
  const found = await loadConfig({ dsn, config }, process.env).catch(() => undefined);
  if (found === undefined || !isServer(found.dsn)) return;
  throw failure('COMMAND_LOCAL', {
    command: `clusto ${path}`,
    server: new URL(found.dsn).origin,
    ...local,
  });
}
