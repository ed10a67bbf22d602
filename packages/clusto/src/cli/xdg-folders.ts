import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The variables that clusto reads; a parameter, so that a test need not change those of the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the files of a user are, by the XDG base directory specification. */
export interface XdgFolders {
  readonly config: string;
  readonly data: string;
  readonly state: string;
}

/** The folders of clusto itself below them. A relative path in a variable counts for nothing, as the specification says. */
export function xdgFolders(environment: Environment): XdgFolders {
  const home = environment['HOME'] ?? homedir();
  const folder = (variable: string, ...otherwise: string[]): string => {
    const given = environment[variable];
    return join(given !== undefined && isAbsolute(given) ? given : join(home, ...otherwise), 'clusto');
  };
  return {
    config: folder('XDG_CONFIG_HOME', '.config'),
    data: folder('XDG_DATA_HOME', '.local', 'share'),
    state: folder('XDG_STATE_HOME', '.local', 'state'),
  };
}
