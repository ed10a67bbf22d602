import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { BasicServer } from 'clusto/drivers';
import { Registry } from 'prom-client';
import { EventStreams } from '../packages/clusto/src/services/http/event-streams.ts';
import { httpMetrics } from '../packages/clusto/src/services/http/http-metrics.ts';
import type { Bench } from './bench.ts';
import { Listeners } from './listeners.ts';
import { compare } from './measure.ts';

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** The event that a bare server sends: as large as the one of a version. */
const frameOf = (version: object): string => `id: 1\nevent: version\ndata: ${JSON.stringify(version)}\n\n`;

/** A version, from its commit until a thousand clients were told, beside a bare server that writes as many bytes to as many. */
export const fanout: Bench = async ({ clusto, database, isQuick, openAnother }) => {
  const count = isQuick ? 20 : 1000;
  const thing = await clusto.create(BasicServer, 'server');
  const since = await clusto.version();
  const streams = new EventStreams(count, httpMetrics(new Registry()));
  const ours = createServer((_request, response) =>
    streams.open(response, { inventory: clusto, since, renew: async () => clusto }),
  );

  await using alone = await openAnother();
  const other = await alone.clusto.create(BasicServer, 'server');
  const frame = frameOf(await alone.clusto.show(await alone.clusto.version()));
  const responses: ServerResponse[] = [];
  const bare = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': here\n\n');
    responses.push(response);
  });
  using listeners = await Listeners.open(await listen(ours), count);
  using plain = await Listeners.open(await listen(bare), count);
  const row = await compare(
    { name: 'changes: told to 1,000 listeners / bare server-sent events', database, limit: 3 },
    isQuick ? 1 : 5,
    (turn) => listeners.told(() => thing.setAttr({ key: 'turn', value: Math.random() + turn })),
    (turn) =>
      plain.told(async () => {
        await other.setAttr({ key: 'turn', value: Math.random() + turn });
        for (const response of responses) response.write(frame);
      }),
  );
  await streams.end('shutdown');
  for (const server of [ours, bare]) {
    server.closeAllConnections();
    server.close();
  }
  return [row];
};
