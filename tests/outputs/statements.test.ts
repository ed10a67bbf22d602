import { describe, expect, test } from 'vitest';
import { BasicServer } from '../../packages/clusto/src/drivers/devices/basic-server.ts';
import { Pool } from '../../packages/clusto/src/drivers/pools/pool.ts';
import { ansibleInventory } from '../../packages/clusto/src/operations/outputs/ansible-inventory.ts';
import { dhcpdHosts } from '../../packages/clusto/src/operations/outputs/dhcpd-hosts.ts';
import { forwardZone } from '../../packages/clusto/src/operations/outputs/forward-zone.ts';
import { hostsFile } from '../../packages/clusto/src/operations/outputs/hosts-file.ts';
import { keaSubnets } from '../../packages/clusto/src/operations/outputs/kea-subnets.ts';
import type { Output } from '../../packages/clusto/src/operations/outputs/output.ts';
import { prometheusTargets } from '../../packages/clusto/src/operations/outputs/prometheus-targets.ts';
import { reverseZone } from '../../packages/clusto/src/operations/outputs/reverse-zone.ts';
import { sshConfig } from '../../packages/clusto/src/operations/outputs/ssh-config.ts';
import type { Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { countStatements } from '../support/count-statements.ts';
import { databases } from '../support/databases.ts';
import { openOutputSite, textOf } from '../support/output-site.ts';

const soa = { nameServers: ['ns.example.net'], contact: 'hostmaster@example.com' };

/** Each format with how many statements it takes, whatever the number of hosts, containers and subnets. */
const formats: Readonly<Record<string, readonly [statements: number, make: (clusto: Clusto) => Promise<Output>]>> = {
  ansible: [5, (clusto) => ansibleInventory(clusto, { query: 'type = server' })],
  prometheus: [5, (clusto) => prometheusTargets(clusto, { port: 9100 })],
  hosts: [8, (clusto) => hostsFile(clusto)],
  zone: [8, (clusto) => forwardZone(clusto, { ...soa, zone: 'example.com' })],
  'reverse-zone': [9, (clusto) => reverseZone(clusto, { ...soa, network: '10.0.0.0/16' })],
  'ssh-config': [9, (clusto) => sshConfig(clusto)],
  kea: [13, (clusto) => keaSubnets(clusto)],
  dhcpd: [13, (clusto) => dhcpdHosts(clusto)],
};

describe.each(databases)('the number of statements on $name', (kind) => {
  test('is the same for 3 hosts and for 40', async () => {
    await using site = await openOutputSite(kind);
    const { clusto } = site;
    const count = async (): Promise<Record<string, number>> => {
      const counts: Record<string, number> = {};
      for (const [name, [, make]] of Object.entries(formats))
        counts[name] = await countStatements(async () => textOf(await make(clusto)));
      return counts;
    };
    const wanted = Object.fromEntries(Object.entries(formats).map(([name, [statements]]) => [name, statements]));
    expect(await count()).toEqual(wanted);
    await clusto.transaction(async () => {
      for (let index = 0; index < 37; index += 1) {
        const server = await clusto.create(BasicServer, `s${index}`);
        await server.addIp(`10.0.0.${100 + index}`);
        await (await clusto.create(Pool, `p${index}`)).insert(server);
      }
    });
    expect(await count()).toEqual(wanted);
  });
});
