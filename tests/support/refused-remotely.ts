/** A command that does not work with a server as its `--dsn`: why, and how it is called for a test, where BACKUP is a backup. */
interface Refused {
  readonly reason: string;
  readonly args: readonly string[];
  /** What its refusal names. */
  readonly says?: string;
}

const database = 'is about the database itself';
const process = 'is a process beside the database';
const terminal = 'connects a terminal with what the machine reaches that it runs on';

/**
 * Every command that does not work with a server. What is not in this list works both ways: tests/cli/remote.test.ts holds it
 * against all commands.
 */
export const refusedRemotely: Readonly<Record<string, Refused>> = {
  init: { reason: database, args: [] },
  demo: { reason: database, args: [] },
  'import clusto': { reason: database, args: ['sqlite:old.db'] },
  restore: { reason: database, args: ['BACKUP'] },
  serve: { reason: process, args: ['http'] },
  httpd: { reason: process, args: [] },
  dhcpd: { reason: process, args: [] },
  snmptrapd: { reason: process, args: [] },
  shell: { reason: 'runs programs over the inventory', args: [], says: 'a shell' },
  console: { reason: terminal, args: ['web1'], says: 'a terminal at a console' },
  'vm console': { reason: terminal, args: ['v1'], says: 'a terminal at a console' },
  'dhcp replay': {
    reason: 'reads what the DHCP server of this machine has recorded',
    args: ['file'],
    says: 'has recorded',
  },
};

/** Whether a command line is one of them. */
export const isRefusedRemotely = (args: readonly string[]): boolean => {
  const words = args.filter((word) => !word.startsWith('-'));
  return Object.hasOwn(refusedRemotely, words[0] ?? '') || Object.hasOwn(refusedRemotely, words.slice(0, 2).join(' '));
};
