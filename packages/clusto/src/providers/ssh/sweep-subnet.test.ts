import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { parseCidr } from '../../base/network.ts';
import { sweepSubnet } from './sweep-subnet.ts';

test('the addresses that take connections are found, ascending, and each is told', async () => {
  const first = createServer().listen(0, '127.0.0.9');
  await once(first, 'listening');
  const { port } = first.address() as AddressInfo;
  const second = createServer().listen(port, '127.0.0.2');
  await once(second, 'listening');
  const told: string[] = [];
  const onDone = (done: number, total: number): void => void told.push(`${done}/${total}`);
  try {
    expect(await sweepSubnet(parseCidr('127.0.0.0/28'), { port, parallel: 3, onDone })).toEqual([
      '127.0.0.2',
      '127.0.0.9',
    ]);
    expect([told.length, told.at(-1)]).toEqual([14, '14/14']);
    const stopped = sweepSubnet(parseCidr('127.0.0.0/28'), { port, signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ code: 'INTERRUPTED' });
  } finally {
    first.close();
    second.close();
  }
});
