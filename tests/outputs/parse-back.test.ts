import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isIp } from '../../packages/clusto/src/base/ip.ts';
import { isMac } from '../../packages/clusto/src/base/mac.ts';
import { checkName } from '../../packages/clusto/src/base/names.ts';
import { BasicServer } from '../../packages/clusto/src/drivers/devices/basic-server.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { ansibleInventory } from '../../packages/clusto/src/operations/outputs/ansible-inventory.ts';
import { dhcpdHosts } from '../../packages/clusto/src/operations/outputs/dhcpd-hosts.ts';
import { forwardZone } from '../../packages/clusto/src/operations/outputs/forward-zone.ts';
import { hostsFile } from '../../packages/clusto/src/operations/outputs/hosts-file.ts';
import { keaSubnets } from '../../packages/clusto/src/operations/outputs/kea-subnets.ts';
import { prometheusTargets } from '../../packages/clusto/src/operations/outputs/prometheus-targets.ts';
import { reverseZone } from '../../packages/clusto/src/operations/outputs/reverse-zone.ts';
import { sshConfig } from '../../packages/clusto/src/operations/outputs/ssh-config.ts';
import type { Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { memoryInventory } from '../../packages/clusto/src/testing/memory-inventory.ts';
import { textOf } from '../support/output-site.ts';

/** Names and values with what means something in one format or another. */
const hostile = fc.string({ unit: fc.constantFrom(...Array.from('ab1.-_ "\'\\#;{}%*?!@$(),:=\n\t{{}}é🐧')) });
const isAllowed = (name: string): boolean => {
  try {
    return checkName(name) !== '';
  } catch {
    return false;
  }
};
const hostName = fc.oneof(
  fc.stringMatching(/^[a-z0-9_-]{1,8}(?:\.[a-z0-9-]{1,3})?$/),
  hostile.filter(isAllowed),
  fc.string({ unit: 'grapheme', maxLength: 12 }).filter(isAllowed),
);
const host = fc.record({ name: hostName, fqdn: fc.option(fc.oneof(hostName, hostile)), value: hostile, user: hostile });
type HostInput = typeof host extends fc.Arbitrary<infer Value> ? Value : never;

const servers = 'servers';

/** Servers with an address and a network card each. */
async function fill(clusto: Clusto, hosts: readonly HostInput[]): Promise<void> {
  await clusto.transaction(async () => {
    await clusto.create(IPManager, servers, { baseip: '10.0.0.0', netmask: '24' });
    for (const [index, { name, fqdn, value, user }] of hosts.entries()) {
      const server = await clusto.create(BasicServer, name);
      await server.addIp(`10.0.0.${index + 1}`);
      await server.setPortAttr('nic-eth', 1, 'mac', `02:00:00:00:00:0${index}`);
      await server.setAttr({ key: 'dhcp', subkey: 'enabled', value: true });
      await server.setAttr({ key: 'note', value });
      await server.setAttr({ key: 'ssh', subkey: 'user', value: user });
      await server.setAttr({ key: 'dns', subkey: 'alias', value: user });
      if (fqdn !== null) await server.addFqdn(fqdn);
    }
  });
}

const isDnsName = (text: string): boolean =>
  text.split('.').every((label) => /^(?!-)[a-z0-9-]{1,63}(?<!-)$/.test(label));

/** Words of a line as OpenSSH splits them (misc.c, argv_split). */
function sshWords(line: string): string[] {
  return [...line.matchAll(/"((?:\\.|[^"\\])*)"|(\S+)/g)].map(([, quoted, plain]) =>
    quoted === undefined ? String(plain) : quoted.replace(/\\(["\\])/g, '$1'),
  );
}

/** The lines of a text, which are all ended by a line feed; nothing else that some tool takes for one is in it. */
function lines(text: string): string[] {
  expect(text).toMatch(/^$|\n$/);
  expect(text).not.toMatch(/[\r\v\f\0]/);
  return text.split('\n').slice(0, -1);
}

function readRecords(text: string): string[][] {
  return lines(text)
    .filter((line) => /\t(?:A|PTR|CNAME)\t/.test(line))
    .map((line) => line.split('\t'));
}

async function checkDns(clusto: Clusto): Promise<void> {
  const soa = { nameServers: ['ns.example.net'], contact: 'root@example.com' };
  const zone = textOf(await forwardZone(clusto, { ...soa, zone: 'lan' }));
  const records = readRecords(zone);
  expect(records).toHaveLength(lines(zone).length - 10);
  for (const [owner = '', , type, data = ''] of records) {
    expect(isDnsName(owner)).toBe(true);
    expect(type === 'A' ? isIp(data) : isDnsName(data.replace(/\.$/, ''))).toBe(true);
  }
  const aliases = records.filter(([, , type]) => type === 'CNAME').map(([owner]) => owner);
  for (const alias of aliases) expect(records.filter(([owner]) => owner === alias)).toHaveLength(1);
  for (const [owner, , , data = ''] of readRecords(
    textOf(await reverseZone(clusto, { ...soa, network: servers, domain: 'lan' })),
  ))
    expect([owner, isDnsName(data.replace(/\.$/, ''))]).toEqual([expect.stringMatching(/^\d+$/), true]);
  for (const line of lines(textOf(await hostsFile(clusto, { withoutLocalhost: true })))) {
    const [address = '', ...rest] = line.split(/[\t ]/);
    expect([isIp(address), rest.length > 0 && rest.every(isDnsName)]).toEqual([true, true]);
  }
}

async function checkDhcp(clusto: Clusto, hosts: readonly HostInput[]): Promise<void> {
  const { Dhcp4: kea } = JSON.parse(textOf(await keaSubnets(clusto))) as {
    Dhcp4: { subnet4: { reservations: Record<string, string>[] }[] };
  };
  const reservations = kea.subnet4.flatMap((subnet) => subnet.reservations);
  expect(reservations).toHaveLength(hosts.length);
  for (const { 'hw-address': mac, 'ip-address': ip, hostname = 'none' } of reservations)
    expect([isMac(mac), isIp(ip), isDnsName(hostname)]).toEqual([true, true, true]);
  const declarations = textOf(await dhcpdHosts(clusto)).replace(/^#.*\n/gm, '');
  const pattern =
    /host (\S+) \{\n {2}hardware ethernet [\da-f:]+;\n {2}fixed-address [\d.]+;\n(?: {2}option host-name "[a-z\d-]+";\n)?\}\n/g;
  const declared = [...declarations.matchAll(pattern)];
  expect(declared.map(([text]) => text).join('')).toBe(declarations);
  expect(new Set(declared.map(([, name]) => name)).size).toBe(hosts.length);
}

async function checkSsh(clusto: Clusto, hosts: readonly HostInput[]): Promise<void> {
  const users = new Map(hosts.map(({ name, user }) => [name, user]));
  let name = '';
  for (const line of lines(textOf(await sshConfig(clusto)))) {
    const [keyword, first = '', ...others] = sshWords(line);
    if (keyword === 'Host') {
      name = first;
      expect(others.every(isDnsName)).toBe(true);
      expect(users.has(name)).toBe(true);
    } else if (keyword === 'HostName') expect([isIp(first), others]).toEqual([true, []]);
    else if (keyword === 'User') expect([first, others]).toEqual([users.get(name), []]);
    else expect(line).toBe('');
  }
}

async function checkJson(clusto: Clusto, hosts: readonly HostInput[]): Promise<void> {
  const values = new Map(hosts.map(({ name, value }) => [name, value]));
  const { _meta: meta } = JSON.parse(textOf(await ansibleInventory(clusto))) as Record<string, unknown>;
  const { hostvars } = meta as { hostvars: Record<string, { note: unknown }> };
  const plain = (note: unknown): unknown => (typeof note === 'string' ? note : Object.values(note as object)[0]);
  expect(new Map(Object.entries(hostvars).map(([name, { note }]) => [name, plain(note)]))).toEqual(values);
  for (const { note } of Object.values(hostvars)) expect(typeof note === 'string' && /\{[{%#]/.test(note)).toBe(false);
  const targets = JSON.parse(textOf(await prometheusTargets(clusto, { port: 1 }))) as {
    labels: Record<string, string>;
  }[];
  expect(
    new Map(targets.map(({ labels }) => [labels['__meta_clusto_name'], labels['__meta_clusto_attribute_note']])),
  ).toEqual(values);
}

test('whatever names and values there are, the output is read back', { timeout: 60_000 }, async () => {
  const inputs = fc.uniqueArray(host, { minLength: 1, maxLength: 9, selector: ({ name }) => name });
  await fc.assert(
    fc.asyncProperty(inputs, async (given) => {
      const hosts = given.filter(({ name }) => name !== servers);
      await using clusto = await memoryInventory();
      await fill(clusto, hosts);
      await checkDns(clusto);
      if (hosts.length > 0) await checkDhcp(clusto, hosts);
      await checkSsh(clusto, hosts);
      await checkJson(clusto, hosts);
    }),
    { numRuns: 25 },
  );
});
