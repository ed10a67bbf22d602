import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CliHome } from '../support/run-cli.ts';
import { repository } from './run-process.ts';

const page = readFileSync(join(repository, 'docs/query.md'), 'utf8');
const blocks = [...page.matchAll(/^```(\w*)\n([^]*?)\n```$/gm)].map(([, language, text = '']) => ({ language, text }));

/** The words of a line as a shell reads them, so far as the page has quotes. */
const words = (line: string): string[] => [...line.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);

const commands = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ text }) => text.split('\n'))
  .map((line) => words(line).slice(1));

/** The cells of the tables whose header begins so, without the header. */
function rows(header: string): string[][] {
  const table = page.slice(page.indexOf(`| ${header} |`)).split('\n\n')[0] ?? '';
  return table
    .split('\n')
    .slice(2)
    .map((line) => line.split('|').slice(1, -1));
}

const code = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);

describe('the page of the search language', () => {
  let home: CliHome;

  beforeAll(async () => {
    home = await CliHome.create();
    await home.run(['init']);
    await home.run(['demo']);
  });
  afterAll(() => home[Symbol.asyncDispose]());

  test('has commands', () => {
    expect(commands.length).toBeGreaterThan(6);
  });

  test.each(commands)('clusto %s %s %s %s', async (...args) => {
    expect(await home.run(args)).toMatchObject({ status: 0, stderr: expect.not.stringContaining('error') });
  });

  test('shows a mistake as it is answered', async () => {
    const shown = blocks.find(({ text }) => text.includes('[QUERY_INVALID]'))?.text ?? '';
    const [query = ''] = shown.trim().split('\n');
    const { status, stderr } = await home.run(['query', query]);
    expect(status).toBe(1);
    expect(stderr.startsWith(`${shown}\n`)).toBe(true);
  });

  test('names words and comparisons that there are', async () => {
    const comparisons = rows('comparison').flatMap(([own, also]) => [...code(own), ...code(also)]);
    expect(comparisons.length).toBeGreaterThan(20);
    const operands = rows('operand').flatMap(([own]) => code(own));
    const readable = operands.map((word) => word.replace('KEY', 'key').replace('SUBKEY', 'sub').replace('NUMBER', '1'));
    const value = (word: string): string => (word === 'exists' ? '' : word === 'in_cidr' ? '10.0.0.0/8' : 'x');
    const queries = [
      ...comparisons.map((word) => `name ${word} ${value(word)}`),
      ...readable.map((word) => `${word} = x`),
    ];
    for (const query of queries) expect(await home.run(['query', query])).toMatchObject({ status: 0 });
  });

  test('names placeholders that there are', async () => {
    const placeholders = rows('placeholder').flatMap(([own]) => code(own));
    for (const one of placeholders)
      expect(await home.run(['query', '-f', one, 'name = s0000'])).toMatchObject({ status: 0, stderr: '' });
  });
});
