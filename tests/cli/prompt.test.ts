import { PassThrough } from 'node:stream';
import { start } from 'node:repl';
import { memoryInventory } from 'clusto/testing';
import { PenguinServer } from 'clusto/drivers';
import { expect, test } from 'vitest';
import { databaseSurface } from '../../packages/clusto/src/cli/shell/database-surface.ts';
import { addCompletion, openQuoted } from '../../packages/clusto/src/cli/shell/add-completion.ts';
import { evaluateAwaited } from '../../packages/clusto/src/cli/shell/evaluate-awaited.ts';
import { shellGlobals } from '../../packages/clusto/src/cli/shell/shell-globals.ts';
import { shellHelp } from '../../packages/clusto/src/cli/shell/shell-help.ts';
import { type Clusto } from '../../packages/clusto/src/operations/clusto.ts';

/** A prompt on pipes: what a line answers, up to the next prompt. */
function prompt(clusto: Clusto) {
  const input = new PassThrough();
  const output = new PassThrough();
  const server = start({ prompt: '> ', input, output, terminal: false, ignoreUndefined: true, preview: false });
  Object.assign(server.context, shellGlobals(clusto));
  evaluateAwaited(server);
  addCompletion(server, databaseSurface(clusto));
  output.setEncoding('utf8');
  const answer = (): Promise<string> =>
    new Promise((resolve) => {
      let text = '';
      const listen = (part: string): void => {
        text += part;
        if (!text.endsWith('> ')) return;
        output.off('data', listen);
        resolve(text.slice(0, -'> '.length));
      };
      output.on('data', listen);
    });
  const type = (line: string): Promise<string> => {
    const answered = answer();
    input.write(`${line}\n`);
    return answered;
  };
  const complete = (line: string): Promise<string[]> =>
    new Promise((resolve) => {
      (server.completer as (line: string, done: (error: unknown, found: [string[], string]) => void) => void)(
        line,
        (_, [names]) => resolve(names),
      );
    });
  return { type, complete, ready: answer(), [Symbol.dispose]: () => server.close() };
}

test('a promise is shown as what it becomes, and `_` is that', async () => {
  await using clusto = await memoryInventory();
  using shell = prompt(clusto);
  await shell.ready;
  const line = 'PenguinServer(name=s1, type=server, driver=penguinserver)\n';
  expect(await shell.type("create(PenguinServer, 's1')")).toBe(line);
  expect(await shell.type('_')).toBe(line);
  expect(await shell.type("const s = await getByName('s1')")).toBe('');
  expect(await shell.type('[s, s.name]')).toBe("[ PenguinServer(name=s1, type=server, driver=penguinserver), 's1' ]\n");
  expect(await shell.type('1 + 1')).toBe('2\n');
});

test('an exception of clusto is its sentence with the remedy, and the prompt goes on', async () => {
  await using clusto = await memoryInventory();
  using shell = prompt(clusto);
  await shell.ready;
  const sentence =
    'error: nix does not exist. [ENTITY_NOT_FOUND]\n  Check the spelling; `clusto list` prints every name.\n';
  expect(await shell.type("getByName('nix')")).toBe(sentence);
  expect(await shell.type("const x = await getByName('nix')")).toBe(sentence);
  expect(await shell.type("await getByName('nix')")).toBe(sentence);
  expect(await shell.type("await Promise.reject(new Error('other'))")).toContain('Uncaught Error: other');
  expect(await shell.type('nix')).toContain('nix is not defined');
  expect(await shell.type('2')).toBe('2\n');
});

test('an expression may take several lines', async () => {
  await using clusto = await memoryInventory();
  using shell = prompt(clusto);
  await shell.ready;
  expect(await shell.type('function seven() {\nreturn 7;\n}\nseven()')).not.toContain('7\n');
  expect(await shell.type('seven()')).toContain('7\n');
});

test('names of entities are completed inside quotes, what JavaScript knows elsewhere', async () => {
  await using clusto = await memoryInventory();
  for (const name of ['web1', 'web2', 'db1']) await clusto.create(PenguinServer, name);
  using shell = prompt(clusto);
  await shell.ready;
  expect(await shell.complete("getByName('we")).toEqual(['web1', 'web2']);
  expect(await shell.complete('get("db')).toEqual(['db1']);
  expect(await shell.complete("get('nix")).toEqual([]);
  expect(await shell.complete('getByNa')).toEqual(['getByName', 'getByNames']);
});

test.each([
  ["get('we", 'we'],
  ['get("a b', 'a b'],
  ["get('a', 'b", 'b'],
  ["get('", ''],
  ["get('a')", undefined],
  [`get("it's`, "it's"],
  ['', undefined],
])('in %j what is quoted begins with %j', (line, begun) => {
  expect(openQuoted(line)).toBe(begun);
});

test('every method and every driver is at hand, and the help names them', async () => {
  await using clusto = await memoryInventory();
  const globals = shellGlobals(clusto);
  expect(globals).toMatchObject({ clusto, PenguinServer });
  expect(await (globals['getEntities'] as () => Promise<unknown[]>)()).toEqual([]);
  const help = shellHelp(clusto);
  for (const name of ['getByName', 'transaction', 'getFromPools', 'PenguinServer', 'APCRack'])
    expect(help).toContain(name);
  expect(help.split('\n').every((line) => line.length <= 120)).toBe(true);
});
