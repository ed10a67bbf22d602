import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { openOutputSite, type OutputSite, textOf } from '../../../../../tests/support/output-site.ts';
import { refusal } from '../../../../../tests/support/refusal.ts';
import { hostsFile } from './hosts-file.ts';

describe.each(databases)('/etc/hosts on $name', (kind) => {
  let site: OutputSite;
  beforeAll(async () => {
    site = await openOutputSite(kind);
  });
  afterAll(() => site[Symbol.asyncDispose]());

  test('has the addresses in their order, each with the name it leads back to first', async () => {
    const output = await hostsFile(site.clusto, { withoutLocalhost: true });
    expect(textOf(output)).toBe(
      [
        '10.0.0.11\tweb1.example.com web1 www.example.com',
        '10.0.0.12\tfront.example.com web2 web2.example.com',
        '10.1.0.11\tweb1-mgmt.example.com web1-mgmt',
        '2001:db8::11\tweb1.example.com web1 www.example.com',
        '2001:db8::12\tfront.example.com web2 web2.example.com',
        '',
      ].join('\n'),
    );
    expect(output).toMatchObject({
      version: await site.clusto.version(),
      skipped: [
        { reason: 'not a name that DNS allows', things: ['db_1 (db_1.example.com)'] },
        { reason: 'no address', things: ['sw1'] },
      ],
    });
  });

  test('takes another domain for the names without a dot, and the lines of the machine itself', async () => {
    const text = textOf(await hostsFile(site.clusto, { query: 'name = web1', domain: 'other.org.' }));
    expect(text).toMatch(/^127\.0\.0\.1\tlocalhost\n::1\tlocalhost/);
    expect(text).toContain('10.0.0.11\tweb1.other.org web1 www.other.org\n');
    expect(await refusal(hostsFile(site.clusto, { domain: 'not a domain' }))).toBe('ARGUMENT_INVALID');
  });
});
