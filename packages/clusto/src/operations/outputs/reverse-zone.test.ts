import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { openOutputSite, type OutputSite, textOf } from '../../../../../tests/support/output-site.ts';
import { refusal } from '../../../../../tests/support/refusal.ts';
import { reverseZone } from './reverse-zone.ts';

const soa = { nameServers: ['ns1.example.net'], contact: 'hostmaster@example.com' };

describe.each(databases.slice(0, 1))('a reverse zone on $name', (kind) => {
  let site: OutputSite;
  beforeAll(async () => {
    site = await openOutputSite(kind);
  });
  afterAll(() => site[Symbol.asyncDispose]());

  test.each([
    ['10.0.0.0/8', '10.in-addr.arpa', '11.0.0', '11.0.1'],
    ['10.0.0.0/16', '0.10.in-addr.arpa', '11.0', undefined],
    ['10.0.0.0/24', '0.0.10.in-addr.arpa', '11', undefined],
    ['servers', '0.0.10.in-addr.arpa', '11', undefined],
    ['management', '0/26.0.1.10.in-addr.arpa', undefined, '11'],
    ['2001:db8::/32', '8.b.d.0.1.0.0.2.ip6.arpa', '1.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0', undefined],
    ['servers6', '0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa', '1.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0', undefined],
  ])('of %s is %s', async (network, zone, owner, management) => {
    const text = textOf(await reverseZone(site.clusto, { ...soa, network, query: 'name = web1' }));
    expect(text.startsWith(`$ORIGIN ${zone}.\n`)).toBe(true);
    expect(text.match(/^.*PTR.*$/gm)).toEqual([
      ...(owner === undefined ? [] : [`${owner}\tIN\tPTR\tweb1.example.com.`]),
      ...(management === undefined ? [] : [`${management}\tIN\tPTR\tweb1-mgmt.example.com.`]),
    ]);
  });

  test('leads back to the first fqdn alone, and not to a name without a domain', async () => {
    const { clusto } = site;
    const params = { ...soa, network: '10.0.0.0/24' };
    expect(textOf(await reverseZone(clusto, params)).match(/^12\t.*$/gm)).toEqual(['12\tIN\tPTR\tfront.example.com.']);
    await clusto.transaction(async () => (await clusto.getByName('dc1')).delAttrs({ key: 'dns' }));
    const output = await reverseZone(clusto, params);
    expect(textOf(output)).not.toContain('web1');
    expect(output.skipped).toContainEqual({ reason: 'a name without a domain', things: ['web1'] });
    expect(textOf(await reverseZone(clusto, { ...params, domain: 'lan' }))).toContain('11\tIN\tPTR\tweb1.lan.\n');
  });

  test.each([
    ['ZONE_INVALID', '10.0.0.0/22'],
    ['ZONE_INVALID', '0.0.0.0/0'],
    ['ZONE_INVALID', '2001:db8::/33'],
    ['HOST_BITS', '10.0.0.1/24'],
    ['ENTITY_NOT_FOUND', 'nowhere'],
    ['ENTITY_WRONG_DRIVER', 'web1'],
  ])('refuses with %s: %s', async (code, network) => {
    expect(await refusal(reverseZone(site.clusto, { ...soa, network }))).toBe(code);
  });
});
