import { describe, expect, test, vi } from 'vitest';
import { failure } from '../../packages/clusto/src/base/errors.ts';
import { clearDeclined } from '../../packages/clusto/src/operations/dhcp/clear-declined.ts';
import { declineAddresses } from '../../packages/clusto/src/operations/dhcp/decline-addresses.ts';
import { databases } from '../support/databases.ts';
import { clientMac as mac } from '../support/dhcp4-talk.ts';
import { declining, discover, requesting, useDhcpd } from '../support/use-dhcpd.ts';

const day = 86_400_000;

describe.each(databases)('an address that its client found in use on $name', (kind) => {
  const server = useDhcpd(kind);
  const { it, said } = server;
  const withheld = async (): Promise<string | undefined> =>
    /^clusto_dhcp_declined (\d+)$/m.exec(await server.metrics.metrics())?.[1];

  test('is withheld at once, by all servers, and after a restart, until the time is over', async () => {
    const before = await it.clusto.version();
    const flood = Array.from({ length: 20 }, () => declining('10.0.0.7'));
    expect(await server.talk(...flood, discover, requesting('10.0.0.7'))).toEqual(['nak 0.0.0.0']);
    expect(said.filter((line) => line.startsWith('DHCP_ADDRESS_DECLINED'))).toEqual([
      `DHCP_ADDRESS_DECLINED ${mac} web1 10.0.0.7 86400`,
    ]);
    expect(await server.written(before)).toBe(before + 1);
    expect([await server.talk(declining('10.0.0.7'), discover), await withheld()]).toEqual([[], '1']);
    await server.dhcpd.stop();
    await server.start();
    expect([await server.talk(discover), await withheld(), await it.clusto.version()]).toEqual([[], '1', before + 1]);
    it.clock.advance(day);
    expect([await server.talk(discover), await withheld()]).toEqual([['offer 10.0.0.7'], '0']);
  });

  // the rest is the same on all databases
  if (kind.name !== 'sqlite') return;

  test('is offered again when an operator says so', async () => {
    const before = await it.clusto.version();
    await server.talk(declining('10.0.0.7'));
    await server.written(before);
    await clearDeclined(it.clusto, ['10.0.0.7']);
    await server.caughtUp();
    expect(await server.talk(discover)).toEqual(['offer 10.0.0.7']);
  });

  test('is withheld also where another server was told', async () => {
    await declineAddresses(it.clusto, [{ ip: '10.0.0.7', by: mac }], day);
    await server.caughtUp();
    expect(await server.talk(discover)).toEqual([]);
  });

  test('is written when the database is back', async () => {
    await server.dhcpd.stop();
    const inventory = await server.configured();
    const transaction = inventory.transaction.bind(inventory);
    let failures = 1;
    vi.spyOn(inventory, 'transaction').mockImplementation((...given: unknown[]) => {
      if (failures > 0) {
        failures -= 1;
        throw failure('DATABASE_UNAVAILABLE', { dsn: 'it', reason: 'it is away' });
      }
      return transaction(...(given as Parameters<typeof transaction>));
    });
    await server.start({}, inventory);
    const before = await it.clusto.version();
    expect(await server.talk(declining('10.0.0.7'), discover)).toEqual([]);
    expect(await withheld()).toBe('1');
    await server.written(before);
    expect(said.some((line) => line.startsWith('DHCP_WRITE_WAITING'))).toBe(true);
  });
});
