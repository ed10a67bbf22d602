import { createSocket } from 'node:dgram';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DhcpRecord } from '../../packages/clusto/src/operations/dhcp/dhcp-record.ts';
import { readDhcpRecords } from '../../packages/clusto/src/operations/dhcp/read-dhcp-records.ts';
import { dhcpdSettings } from '../../packages/clusto/src/services/dhcp/dhcpd-settings.ts';
import { recordRequests } from '../../packages/clusto/src/services/dhcp/record-requests.ts';
import { encodeDhcp4 } from '../../packages/clusto/src/wire/dhcp/dhcp4-packet.ts';
import { encodeDhcp6 } from '../../packages/clusto/src/wire/dhcp/dhcp6-message.ts';
import { parseIp4 } from '../../packages/clusto/src/wire/ip4.ts';
import { request } from '../support/dhcp4-talk.ts';
import { request6 } from '../support/dhcp6-talk.ts';
import { discover, freePort } from '../support/use-dhcpd.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clusto-recording-'));
  file = join(folder, 'requests.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

test('requests are kept without an answer, until there are enough', async () => {
  const port = await freePort();
  const sockets = { 4: createSocket('udp4'), 6: createSocket('udp6') } as const;
  const answers: unknown[] = [];
  const send = (family: 4 | 6, bytes: Uint8Array): void =>
    sockets[family]
      .on('message', (answer) => answers.push(answer))
      .send(bytes, port, family === 4 ? '127.0.0.1' : '::1');
  const section = {
    listen: ['127.0.0.1', 'eth0=::1'],
    port,
    port6: port,
    relays: ['10.0.0.0/8'],
    duid: '00020000abcd01',
  };
  const done = await recordRequests({
    settings: dhcpdSettings(section),
    record: { file, size: 1 << 20 },
    count: 3,
    signal: new AbortController().signal,
    onLoss: (reason) => expect.fail(String(reason)),
    onListening: () => {
      for (const bytes of [
        new Uint8Array(300),
        encodeDhcp4(request({ ...discover, header: { op: 2 } })).bytes,
        encodeDhcp4(request(discover)).bytes,
        encodeDhcp4(request({ ...discover, giaddr: '192.0.2.1' })).bytes,
      ])
        send(4, bytes);
      send(6, Uint8Array.of(1, 2));
      send(6, encodeDhcp6(request6('solicit', { associations: { 1: [] } }), false));
    },
  });
  for (const socket of Object.values(sockets)) socket.close();
  expect(done).toEqual({ requests: 3, others: 3 });
  const records: DhcpRecord[] = [];
  for await (const { record } of readDhcpRecords(createReadStream(file), file)) records.push(record);
  expect(records.toSorted((one, other) => one.family - other.family)).toMatchObject([
    { family: 4, version: null, server: parseIp4('127.0.0.1'), link: parseIp4('127.0.0.1'), trust: 'answered' },
    { family: 4, trust: 'refused' },
    { family: 6, version: null, server: Uint8Array.from(Buffer.from('00020000abcd01', 'hex')), source: '::1' },
  ]);
  expect(answers).toEqual([]);
});

test('recording ends when it is told to', async () => {
  const settings = dhcpdSettings({ listen: ['127.0.0.1'], port: await freePort() });
  const record = { file, size: 1 << 20 };
  const ended = new AbortController();
  const onLoss = (): void => {};
  const done = recordRequests({ settings, record, signal: ended.signal, onLoss, onListening: () => ended.abort() });
  expect(await done).toEqual({ requests: 0, others: 0 });
});
