import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DhcpRecord, dhcpRecordLine } from '../../operations/dhcp/dhcp-record.ts';
import { DhcpRecorder } from './dhcp-recorder.ts';

let folder: string;
let file: string;
const losses: unknown[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clusto-recorder-'));
  file = join(folder, 'requests.jsonl');
  losses.length = 0;
});
afterEach(() => rm(folder, { recursive: true }));

const numbered = (port: number, length = 300): DhcpRecord => ({
  family: 4,
  time: new Date(0),
  version: 1,
  interface: null,
  source: '10.0.0.9',
  port,
  trust: 'answered',
  rapidCommit: false,
  server: 1,
  link: undefined,
  packet: new Uint8Array(length),
});
const open = (size = 1 << 20): Promise<DhcpRecorder> =>
  DhcpRecorder.open({ file, size }, (reason) => losses.push(reason));

test('a recorder goes on with the file that is there, and lets others no more read it', async () => {
  await writeFile(file, dhcpRecordLine(numbered(1)), { mode: 0o644 });
  const recorder = await open();
  for (const port of [2, 3]) recorder.take(numbered(port));
  await recorder[Symbol.asyncDispose]();
  expect(await readFile(file, 'utf8')).toBe([1, 2, 3].map((port) => dhcpRecordLine(numbered(port))).join(''));
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a recorder keeps two files of the size that is wanted, with what came last', async () => {
  const line = dhcpRecordLine(numbered(10)).length;
  for (let port = 10; port < 19; port += 1) {
    const recorder = await open(2 * line);
    recorder.take(numbered(port));
    await recorder[Symbol.asyncDispose]();
  }
  expect((await readdir(folder)).sort()).toEqual(['requests.jsonl', 'requests.jsonl.1']);
  const ports = async (name: string): Promise<number[]> =>
    [...(await readFile(name, 'utf8')).matchAll(/"port":(\d+)/g)].map(([, port]) => Number(port));
  expect([await ports(`${file}.1`), await ports(file)]).toEqual([[16, 17], [18]]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a recorder does not fill the memory when the disk is slow, and goes on when the file cannot be renamed', async () => {
  const recorder = await open(4096);
  for (let count = 0; count < 100; count += 1) recorder.take(numbered(1, 65_000));
  expect(losses.length).toBeGreaterThan(40);
  expect(new Set(losses)).toEqual(new Set(['the disk is too slow']));
  await recorder[Symbol.asyncDispose]();
  await mkdir(`${file}.1/in-the-way`, { recursive: true });
  const other = await open(4096);
  losses.length = 0;
  other.take(numbered(1));
  await other[Symbol.asyncDispose]();
  expect(losses).toMatchObject([{ syscall: 'rename' }]);
});

test('a recorder says where it cannot write', async () => {
  await mkdir(file);
  await expect(open()).rejects.toMatchObject({ code: 'FILE_UNWRITABLE', message: expect.stringContaining(file) });
});
