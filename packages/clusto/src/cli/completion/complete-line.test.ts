import { expect, test } from 'vitest';
import { type CommandShapes } from './command-shape.ts';
import { completeLine } from './complete-line.ts';

const shapes: CommandShapes = {
  commands: {
    '': {
      summary: '',
      commands: ['list', 'attr'],
      options: [
        [['--dsn'], 'the database', ''],
        [['-h', '--help'], 'show the help'],
      ],
      arguments: [],
    },
    list: {
      summary: 'list',
      commands: [],
      options: [
        [['--pool'], 'only of pools', 'name:pool...'],
        [['--sort'], 'the order', ['name', 'type']],
      ],
      arguments: [],
    },
    attr: { summary: 'attributes', commands: ['set'], options: [], arguments: [] },
    'attr set': {
      summary: 'set',
      commands: [],
      options: [[['-k', '--key'], 'the key', 'key']],
      arguments: ['name', 'key...'],
    },
  },
  drivers: [],
  types: [],
};

const wordsOf = (line: string): string[] => completeLine(line.split(' '), shapes).candidates.map(({ word }) => word);

test.each([
  ['', ['list', 'attr']],
  ['-', ['--dsn', '--help']],
  ['attr ', ['set']],
  ['list --sort ', ['name', 'type']],
  ['list --sort=', ['name', 'type']],
  ['list --sort name --', ['--pool', '--dsn', '--help']],
  ['list --pool a --', ['--pool', '--sort', '--dsn', '--help']],
  ['--dsn list ', ['list', 'attr']],
  ['attr set -k', ['-k']],
  ['attr set -- --', []],
])('after "%s" may come %j', (line, words) => {
  expect(wordsOf(line)).toEqual(words);
});

test.each([
  ['list --pool p', { kind: 'name:pool', begun: 'p', before: '' }],
  ['list --pool=p', { kind: 'name:pool', begun: 'p', before: '--pool=' }],
  ['list --pool a b', { kind: 'name:pool', begun: 'b' }],
  ['attr set s', { kind: 'name', begun: 's' }],
  ['attr set s1 -k mem', { kind: 'key', begun: 'mem' }],
  ['attr set s1 a b', { kind: 'key', begun: 'b' }],
  ['--dsn sqlite:x attr set s', { kind: 'name', given: { dsn: 'sqlite:x' } }],
  ['attr set --dsn=sqlite:x s', { kind: 'name', given: { dsn: 'sqlite:x' } }],
])('"%s" asks for %j', (line, expected) => {
  expect(completeLine(line.split(' '), shapes)).toMatchObject(expected);
});

test('nothing is offered where anything may stand', () => {
  expect(completeLine(['nonsense', ''], shapes)).toEqual({ before: '', begun: '', candidates: [], given: {} });
  expect(completeLine(['--dsn', ''], shapes)).toEqual({ before: '', begun: '', candidates: [], given: {} });
});
