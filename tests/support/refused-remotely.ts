import { localCommands } from '../../packages/clusto/src/cli/local-commands.ts';

/** What a command that does not work through a server is given in a test, where BACKUP is a backup. */
const given: Readonly<Record<string, readonly string[]>> = {
  'import clusto': ['sqlite:old.db'],
  restore: ['BACKUP'],
  serve: ['http'],
  console: ['web1'],
  'vm console': ['v1'],
};

/**
 * Every command that does not work with a server, with what it is given. What is not in this list works both ways:
 * tests/cli/remote.test.ts holds it against all commands.
 */
export const refusedRemotely: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.keys(localCommands).map((path) => [path, given[path] ?? []]),
);

/** Whether a command line needs the database itself: one of them, or a script, which has other names at hand at a server. */
export const needsDatabase = (args: readonly string[]): boolean => {
  const words = args.filter((word) => !word.startsWith('-'));
  return [words[0] ?? '', words.slice(0, 2).join(' ')].some(
    (path) => path === 'shell' || Object.hasOwn(localCommands, path),
  );
};
