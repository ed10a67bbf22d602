import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { openOutputSite, type OutputSite, textOf } from '../../../../../tests/support/output-site.ts';
import { refusal } from '../../../../../tests/support/refusal.ts';
import { forwardZone } from './forward-zone.ts';

const soa = { nameServers: ['ns1.example.net', 'web1.example.com'], contact: 'host.master@example.com' };
const params = { ...soa, zone: 'Example.com.' };

describe.each(databases.slice(0, 1))('a zone on $name', (kind) => {
  let site: OutputSite;
  beforeAll(async () => {
    site = await openOutputSite(kind);
  });
  afterAll(() => site[Symbol.asyncDispose]());

  test('has the addresses of all names that lie in it, aliases, and the version as serial number', async () => {
    const { clusto } = site;
    const output = await forwardZone(clusto, params);
    expect(textOf(output)).toBe(
      [
        '$ORIGIN example.com.',
        '$TTL 3600',
        '@\tIN\tSOA\tns1.example.net. host\\.master.example.com. (',
        `\t${await clusto.version()}\t; serial`,
        '\t14400\t; refresh',
        '\t3600\t; retry',
        '\t1209600\t; expire',
        '\t3600\t; negative TTL',
        ')',
        '@\tIN\tNS\tns1.example.net.',
        '@\tIN\tNS\tweb1.example.com.',
        'front\tIN\tA\t10.0.0.12',
        'front\tIN\tAAAA\t2001:db8::12',
        'web1\tIN\tA\t10.0.0.11',
        'web1\tIN\tAAAA\t2001:db8::11',
        'web1-mgmt\tIN\tA\t10.1.0.11',
        'web2\tIN\tA\t10.0.0.12',
        'web2\tIN\tAAAA\t2001:db8::12',
        'www\tIN\tCNAME\tweb1.example.com.',
        '',
      ].join('\n'),
    );
    expect(output.skipped[0]).toEqual({ reason: 'not a name that DNS allows', things: ['db_1 (db_1.example.com)'] });
  });

  test('takes an alias once, and none that is a name already', async () => {
    const { clusto } = site;
    const before = await clusto.version();
    await clusto.transaction(async () => {
      const web2 = await clusto.getByName('web2');
      for (const alias of ['www', 'web1', 'shop.example.org', 'web2'])
        await web2.addAttr({ key: 'dns', subkey: 'alias', value: alias });
    });
    const output = await forwardZone(clusto, params);
    expect(textOf(output).match(/^.*CNAME.*$/gm)).toEqual(['www\tIN\tCNAME\tweb1.example.com.']);
    expect(output.skipped).toContainEqual({
      reason: 'an alias that means something else already',
      things: ['web2 (www)', 'web2 (web1)', 'web2 (web2)'],
    });
    expect(output.skipped).toContainEqual({
      reason: 'a name outside of the zone',
      things: ['web2 (shop.example.org)'],
    });
    expect(textOf(await forwardZone(clusto.at(before), params))).toContain(`\n\t${before}\t; serial\n`);
  });

  test('counts its serial numbers on from what was before, and round at 2^32', async () => {
    const { clusto } = site;
    const serial = async (serialBase: number): Promise<number> =>
      Number(/(\d+)\t; serial/.exec(textOf(await forwardZone(clusto, { ...params, serialBase })))?.[1]);
    const version = await clusto.version();
    expect(await serial(2_026_010_100)).toBe(2_026_010_100 + version);
    expect(await serial(2 ** 32 - 1)).toBe(version - 1);
  });

  test('is in the zone where a name is nowhere else', async () => {
    const text = textOf(
      await forwardZone(site.clusto, {
        ...params,
        nameServers: ['ns.net'],
        query: 'name = sw1 or name = web1',
        zone: 'lan',
      }),
    );
    expect(text).not.toContain('\tA\t');
    await site.clusto.transaction(async () => (await site.clusto.getByName('dc1')).delAttrs({ key: 'dns' }));
    expect(textOf(await forwardZone(site.clusto, { ...params, nameServers: ['ns.net'], zone: 'lan' }))).toContain(
      'web1\tIN\tA\t10.0.0.11\n',
    );
  });

  test.each([
    ['ZONE_INVALID', { nameServers: [] }],
    ['ZONE_INVALID', { nameServers: ['ns1.example.com'] }],
    ['ARGUMENT_INVALID', { nameServers: ['ns 1'] }],
    ['ARGUMENT_INVALID', { contact: 'nobody' }],
    ['ARGUMENT_INVALID', { zone: 'no zone' }],
    ['ARGUMENT_INVALID', { ttl: 2 ** 31 }],
    ['ARGUMENT_INVALID', { serialBase: 2 ** 32 }],
  ])('refuses with %s: %j', async (code, wrong) => {
    expect(await refusal(forwardZone(site.clusto, { ...params, ...wrong }))).toBe(code);
  });
});
