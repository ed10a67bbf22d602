import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { openOutputSite, type OutputSite, textOf } from '../../../../../tests/support/output-site.ts';
import { refusal } from '../../../../../tests/support/refusal.ts';
import { prometheusTargets } from './prometheus-targets.ts';

interface Group {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

const read = (output: { readonly pieces: Iterable<string> }): Group[] => JSON.parse(textOf(output)) as Group[];

describe.each(databases.slice(0, 1))('targets for Prometheus on $name', (kind) => {
  let site: OutputSite;
  beforeAll(async () => {
    site = await openOutputSite(kind);
  });
  afterAll(() => site[Symbol.asyncDispose]());

  test('are the hosts at the port for all, with what is known of them as labels', async () => {
    const output = await prometheusTargets(site.clusto, { port: 9100, labels: { ntp: 'ntp.server', none: 'nothing' } });
    const groups = read(output);
    expect(groups.map(({ targets }) => targets)).toEqual([['10.0.0.20:9100'], ['10.0.0.11:9100'], ['10.0.0.12:9100']]);
    expect(groups[1]?.labels).toEqual({
      __meta_clusto_name: 'web1',
      __meta_clusto_type: 'server',
      __meta_clusto_driver: 'penguinserver',
      __meta_clusto_in_rack: ',r-1,',
      __meta_clusto_in_pool: ',web-servers,production,',
      __meta_clusto_in_datacenter: ',dc1,',
      __meta_clusto_attribute_dhcp6_enabled: 'true',
      __meta_clusto_attribute_dhcp_enabled: 'true',
      __meta_clusto_attribute_dns_alias: 'www',
      __meta_clusto_attribute_dns_domain: 'example.com',
      __meta_clusto_attribute_motd: '{{ lookup("pipe", "id") }}',
      __meta_clusto_attribute_ntp_server: 'ntp.web',
      __meta_clusto_attribute_ssh_user: 'root',
      __meta_clusto_attribute_system_memory: '16384',
      ntp: 'ntp.web',
    });
    expect(output.skipped).toContainEqual({ reason: 'no address', things: ['sw1'] });
  });

  test('have the ports that an attribute says, of the host or what it is in', async () => {
    const { clusto } = site;
    await clusto.transaction(async () => {
      const web = await clusto.getByName('web-servers');
      for (const port of [9100, 9113])
        await web.addAttr({ key: 'prometheus', subkey: 'port', number: true, value: port });
      await (await clusto.getByName('web2')).setAttr({ key: 'prometheus', subkey: 'port', value: 'none' });
      await (await clusto.getByName('db_1')).setAttr({ key: 'mysqld-exporter', value: 9104 });
    });
    const output = await prometheusTargets(clusto, { networks: ['2001:db8::/32'] });
    expect(read(output).map(({ targets }) => targets)).toEqual([['[2001:db8::11]:9100', '[2001:db8::11]:9113']]);
    expect(output.skipped).toContainEqual({ reason: 'a port that is none', things: ['web2 (none)'] });
    const others = await prometheusTargets(clusto, { portAttribute: 'mysqld-exporter' });
    expect(read(others).map(({ targets }) => targets)).toEqual([['10.0.0.20:9104']]);
    expect(others.skipped).toContainEqual({
      reason: 'no port: neither mysqld-exporter nor one for all',
      things: ['web1', 'web2'],
    });
  });

  test.each([
    { port: 0 },
    { port: 65_536 },
    { portAttribute: 'a.b.c' },
    { labels: { '1a': 'a' } },
    { labels: { __address__: 'a' } },
    { labels: { a: '' } },
  ])('refuse %j', async (params) => {
    expect(await refusal(prometheusTargets(site.clusto, params))).toBe('ARGUMENT_INVALID');
  });
});
