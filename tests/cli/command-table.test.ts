import { describe, expect, test } from 'vitest';
import { commands } from '../../packages/clusto/src/cli/commands/commands.ts';
import { buildProgram } from '../../packages/clusto/src/cli/program.ts';

/**
 * What a command is. `reads` shows the inventory; `changes` changes entities that are named or found, `writes` something
 * else; `asks` asks another system, or what has no past; `history` chooses its versions itself; `other` does none of it.
 */
type Kind = 'reads' | 'changes' | 'writes' | 'asks' | 'history' | 'other';

/** Every command. `list` prints rows, `many` takes several entities by name or query,
 * `one` a single one. */
const table: Readonly<Record<string, Kind | `${Kind} ${'list' | 'many' | 'many list' | 'one' | 'one list'}`>> = {
  init: 'other',
  demo: 'other',
  info: 'reads many',
  list: 'reads list',
  'list-pool': 'reads many list',
  query: 'reads list',
  tree: 'reads many',
  create: 'writes',
  rename: 'writes',
  delete: 'changes many',
  'attr show': 'reads many list',
  'attr add': 'changes many list',
  'attr set': 'changes many list',
  'attr delete': 'changes many list',
  'pool create': 'writes',
  'pool delete': 'writes',
  'pool list': 'reads list',
  'pool show': 'reads list',
  'pool insert': 'changes many list',
  'pool remove': 'changes many list',
  'vm create': 'writes',
  'vm start': 'changes many',
  'vm stop': 'changes many',
  'vm reboot': 'changes many',
  'vm destroy': 'changes many',
  'vm delete': 'changes many',
  'vm console': 'asks',
  'vm status': 'asks many list',
  'vm list': 'reads list',
  'vm show': 'reads many',
  'vm migrate': 'changes many',
  'vm repair': 'changes many',
  'vm capacity': 'reads list',
  'vm reserve': 'changes many',
  'vm unreserve': 'changes many',
  'vm drain': 'changes many',
  'vm sync': 'asks',
  'ip allocate': 'changes many list',
  'ip bind': 'writes',
  'ip release': 'changes many',
  'ip show': 'reads many list',
  'ip next': 'asks',
  'ip subnets': 'reads many list',
  'name allocate': 'changes many list',
  'name release': 'changes many list',
  'name next': 'asks',
  'name show': 'reads list',
  'name list': 'reads many list',
  'name create': 'writes',
  'number allocate': 'changes many list',
  'number release': 'changes many list',
  'number next': 'asks',
  'number show': 'reads list',
  'number list': 'reads many list',
  'rack list': 'reads list',
  'rack show': 'reads many list',
  'rack insert': 'changes many',
  'rack move': 'changes many',
  'rack remove': 'changes many',
  'port connect': 'writes',
  'port disconnect': 'writes',
  'port show': 'reads many list',
  'port trace': 'reads one list',
  'driver list': 'reads list',
  'driver show': 'reads',
  'output ansible': 'reads',
  'output hosts': 'reads',
  'output prometheus': 'reads',
  'output zone': 'reads',
  'output reverse-zone': 'reads',
  'output ssh-config': 'reads',
  'output kea': 'reads',
  'output dhcpd': 'reads',
  orphans: 'reads list',
  'ec2 list': 'asks list',
  'ec2 budget': 'reads list',
  'ec2 prices': 'asks list',
  'ec2 sync': 'asks',
  'ec2 regions': 'writes',
  'ec2 console': 'asks',
  'import clusto': 'other',
  log: 'reads many list',
  watch: 'reads',
  show: 'history',
  diff: 'history list',
  blame: 'reads one list',
  history: 'reads one',
  'dhcp explain': 'reads list',
  'dhcp record': 'other',
  'dhcp replay': 'history list',
  'dhcp declined': 'reads list',
  'dhcp clear': 'writes',
  'power on': 'asks many',
  'power off': 'asks many',
  'power reboot': 'asks many',
  'power status': 'asks many list',
  reboot: 'asks many',
  console: 'asks one',
  undo: 'history',
  export: 'reads',
  completion: 'other',
  allocate: 'writes list',
  deallocate: 'changes many',
  'hold list': 'reads list',
  'hold confirm': 'writes',
  'hold end': 'writes',
  plan: 'asks',
  apply: 'writes',
  'import csv': 'writes',
  discover: 'asks many list',
  'update-info': 'changes many list',
  'drift list': 'reads many list',
  'drift accept': 'changes many list',
  'drift dismiss': 'changes many list',
  doctor: 'other',
  backup: 'other',
  restore: 'other',
  serve: 'other',
  httpd: 'other',
  dhcpd: 'other',
  snmptrapd: 'other',
  shell: 'other',
  version: 'other',
  whoami: 'other',
  can: 'asks list',
  'webhook create': 'other',
  'webhook list': 'asks list',
  'webhook show': 'asks',
  'webhook set': 'other',
  'webhook test': 'asks',
  'webhook pause': 'other',
  'webhook resume': 'other',
  'webhook rotate': 'other',
  'webhook dead-letters': 'asks list',
  'webhook resend': 'other',
  'webhook delete': 'other',
  'token create': 'other',
  'token list': 'asks list',
  'token revoke': 'other',
  'token rotate': 'other',
  'role create': 'other',
  'role set': 'other',
  'role list': 'asks list',
  'role show': 'other',
  'role grant': 'other',
  'role revoke': 'other',
  'role delete': 'other',
};

type Command = Awaited<ReturnType<typeof buildProgram>>;

interface Leaf {
  readonly path: string;
  readonly command: Command;
}

const program = await buildProgram(new Set(Object.keys(commands)));

function leaves(command: Command, path: readonly string[] = []): Leaf[] {
  return command.commands.flatMap((sub) => {
    const own = [...path, sub.name()];
    return sub.commands.length > 0 ? leaves(sub, own) : [{ path: own.join(' '), command: sub }];
  });
}

function groups(command: Command, path: readonly string[] = []): Leaf[] {
  return command.commands.flatMap((sub) => {
    const own = [...path, sub.name()];
    return sub.commands.length > 0 ? [{ path: own.join(' '), command: sub }, ...groups(sub, own)] : [];
  });
}

const all = leaves(program);
const options = ({ command }: Leaf): string[] => command.options.map(({ long }) => long ?? '');

function helpOf({ command }: Leaf): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
  return text;
}

const having = (word: string): Leaf[] => all.filter(({ path }) => table[path]?.split(' ').includes(word));

describe('the table of commands', () => {
  test('says of every command what it is', () => {
    expect(all.map(({ path }) => path).sort()).toEqual(Object.keys(table).sort());
  });

  test.each([...all, ...groups(program)])('$path has an example of itself in its help', (leaf) => {
    const [, examples = ''] = helpOf(leaf).split(/^Examples?:$/m);
    expect(examples).toContain(`clusto ${leaf.path}`);
  });

  test.each([...all, ...groups(program)])('$path is told in a line without capital or full stop', ({ command }) => {
    expect(command.summary()).toMatch(/^(?:[a-z]|[A-Z]{2}).*[^.]$/);
  });

  test.each(having('reads'))('$path reads at a version or time', (leaf) => {
    expect(options(leaf)).toContain('--at');
  });

  test.each(having('list'))('$path prints JSON, YAML and CSV', (leaf) => {
    expect(options(leaf)).toEqual(expect.arrayContaining(['--yaml', '--csv']));
    expect(helpOf(leaf)).toContain('--json');
  });

  test.each(having('many'))('$path takes a query in place of names', (leaf) => {
    expect(options(leaf)).toContain('--query');
    // names cannot be demanded where a query can stand for them
    expect(leaf.command.registeredArguments.at(-1)).toMatchObject({ required: false, variadic: true });
  });

  test.each(having('one'))('$path takes a query in place of a name', (leaf) => {
    expect(options(leaf)).toContain('--query');
    expect(leaf.command.registeredArguments.every(({ required }) => !required)).toBe(true);
  });

  test.each([...having('changes'), ...having('many').filter(({ path }) => /^(?:power o|power r|reboot)/.test(path))])(
    '$path asks and rehearses',
    (leaf) => {
      expect(options(leaf)).toEqual(expect.arrayContaining(['--yes', '--dry-run']));
    },
  );
});
