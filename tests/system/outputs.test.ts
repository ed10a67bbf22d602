import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PenguinServer } from '../../packages/clusto/src/drivers/devices/penguin-server.ts';
import { ansibleInventory } from '../../packages/clusto/src/operations/outputs/ansible-inventory.ts';
import { dhcpdHosts } from '../../packages/clusto/src/operations/outputs/dhcpd-hosts.ts';
import { forwardZone } from '../../packages/clusto/src/operations/outputs/forward-zone.ts';
import { keaSubnets } from '../../packages/clusto/src/operations/outputs/kea-subnets.ts';
import type { Output } from '../../packages/clusto/src/operations/outputs/output.ts';
import { prometheusTargets } from '../../packages/clusto/src/operations/outputs/prometheus-targets.ts';
import { reverseZone } from '../../packages/clusto/src/operations/outputs/reverse-zone.ts';
import { sshConfig } from '../../packages/clusto/src/operations/outputs/ssh-config.ts';
import { databases } from '../support/databases.ts';
import { lacksPackages } from '../support/lacks-packages.ts';
import { openOutputSite, type OutputSite, textOf } from '../support/output-site.ts';

const main = join(import.meta.dirname, '../../packages/clusto/src/cli/main.ts');
const soa = { nameServers: ['ns1.example.net', 'web1.example.com'], contact: 'host.master@example.com' };
const odd = 'it\'s "odd" #{{ 1 + 1 }} é';
let site: OutputSite;
let folder: string;

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  /** Both streams. */
  readonly text: string;
}

function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Ran {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...env },
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (error) throw error;
  return { status, stdout, text: stdout + stderr };
}

async function file(name: string, content: Output | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : textOf(content));
  return path;
}

beforeAll(async () => {
  const [sqlite] = databases;
  if (sqlite === undefined) throw new Error('there is no database');
  folder = await mkdtemp(join(tmpdir(), 'clusto-outputs-'));
  await chmod(folder, 0o755);
  site = await openOutputSite(sqlite);
  const { clusto } = site;
  await clusto.transaction(async () => {
    const server = await clusto.create(PenguinServer, odd);
    await server.addIp('10.0.0.40');
    await server.setPortAttr('nic-eth', 1, 'mac', '02:00:00:00:00:40');
    await server.addFqdn('1.example.com');
    await server.setAttr({ key: 'note', value: `${odd}\n\\u0000\t\\` });
    const web1 = await clusto.getByName<PenguinServer>('web1');
    await web1.delPortAttr('nic-eth', 1, 'osportname');
    await web1.setAttr({ key: 'ssh', subkey: 'user', value: odd });
    await web1.setAttr({ key: 'ssh', subkey: 'port', value: 2222 });
    await web1.setAttr({ key: 'ssh', subkey: 'proxyjump', value: 'jump@bastion.example.com:22' });
  });
});
afterAll(async () => {
  await site[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(lacksPackages('bind'))('zones are loaded by the checker of BIND', () => {
  const check = (zone: string, path: string): void => {
    // without asking name servers on the network
    const { status, text } = run('named-checkzone', ['-i', 'local', zone, path]);
    expect({ status, text }).toEqual({ status: 0, text: expect.stringMatching(/loaded serial \d+\nOK\n$/) });
    expect(text).not.toContain('warning');
  };

  test('of names', async () => {
    check(
      'example.com',
      await file('example.com.zone', await forwardZone(site.clusto, { ...soa, zone: 'example.com' })),
    );
  });

  test.each([
    ['10.0.0.0/24', '0.0.10.in-addr.arpa'],
    ['10.0.0.0/8', '10.in-addr.arpa'],
    ['management', '0/26.0.1.10.in-addr.arpa'],
    ['servers6', '0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa'],
  ])('of the addresses of %s', async (network, zone) => {
    const output = await reverseZone(site.clusto, { ...soa, network, domain: 'example.com' });
    check(zone, await file('reverse.zone', output));
  });
});

describe.each([4, 6] as const)('reservations for DHCPv%i', (family) => {
  test.skipIf(lacksPackages('kea'))('are taken by Kea, as a whole and included', async () => {
    const whole = await file(`kea${family}.json`, await keaSubnets(site.clusto, { family }));
    expect(run(`kea-dhcp${family}`, ['-t', whole])).toMatchObject({ status: 0 });
    const list = await file(`subnets${family}.json`, await keaSubnets(site.clusto, { family, subnetsOnly: true }));
    const including = `{ "Dhcp${family}": { "subnet${family}": <?include "${list}"?> } }`;
    const { status, text } = run(`kea-dhcp${family}`, ['-t', await file('including.json', including)]);
    expect({ status, text }).toMatchObject({ status: 0 });
    expect(text).toContain(family === 4 ? '10.0.0.0/24' : '2001:db8::/64');
  });

  test.skipIf(lacksPackages('dhcpd'))('are taken by dhcpd', async () => {
    const hosts = await dhcpdHosts(site.clusto, { family });
    const included = await file(`hosts${family}.conf`, hosts);
    const config = await file(`dhcpd${family}.conf`, `include "${included}";\n`);
    const { status, text } = run('dhcpd', ['-t', `-${family}`, '-cf', config, '-lf', await file('leases', '')]);
    expect({ status, text }).toMatchObject({ status: 0 });
  });
});

test.skipIf(lacksPackages('ssh'))('ssh knows the hosts by all their names', async () => {
  const config = await file('ssh-config', await sshConfig(site.clusto));
  const settings = (name: string): Record<string, string> => {
    const { status, stdout, text } = run('ssh', ['-G', '-F', config, name]);
    expect({ status, text }).toMatchObject({ status: 0 });
    return Object.fromEntries(stdout.split('\n').map((line) => line.split(/ (.*)/).slice(0, 2)));
  };
  const web1 = { hostname: '10.0.0.11', user: odd, port: '2222', proxyjump: 'jump@bastion.example.com:22' };
  for (const name of ['web1', 'web1.example.com', 'www.example.com']) expect(settings(name)).toMatchObject(web1);
  expect(settings('web2')).toMatchObject({ hostname: '10.0.0.12', user: 'deploy', port: '22' });
});

test.skipIf(lacksPackages('prometheus'))('Prometheus finds the targets, and relabels them', async () => {
  const targets = await file('targets.json', await prometheusTargets(site.clusto, { port: 9100 }));
  const config = `
scrape_configs:
  - job_name: node
    file_sd_configs: [{ files: ['${targets}'] }]
    relabel_configs:
      - { source_labels: [__meta_clusto_in_pool], regex: '.*,production,.*', action: keep }
      - { source_labels: [__meta_clusto_name], target_label: instance }
`;
  const path = await file('prometheus.yml', config);
  expect(run('promtool', ['check', 'config', path])).toMatchObject({ status: 0 });
  const { status, stdout, text } = run('promtool', ['check', 'service-discovery', '--timeout=2s', path, 'node']);
  expect({ status, text }).toMatchObject({ status: 0 });
  const found = JSON.parse(stdout) as { labels: Record<string, string>; discoveredLabels: Record<string, string> }[];
  expect(new Set(found.map(({ discoveredLabels }) => discoveredLabels['__meta_clusto_name']))).toEqual(
    new Set(['db_1', odd, 'web1', 'web2']),
  );
  expect(new Set(found.flatMap(({ labels: { instance } }) => instance ?? []))).toEqual(new Set(['web1', 'web2']));
});

describe.skipIf(lacksPackages('ansible'))('Ansible', () => {
  let script: string;
  let env: Readonly<Record<string, string>>;
  beforeAll(async () => {
    const command = `exec '${process.execPath}' --conditions=clusto-dev '${main}' output ansible "$@"`;
    script = await file('inventory', `#!/bin/sh\n${command}\n`);
    await chmod(script, 0o755);
    env = { CLUSTO_DSN: site.dsn, HOME: folder, ANSIBLE_LOCALHOST_WARNING: 'false' };
  });

  test('takes the command as an inventory script', async () => {
    const { status, stdout, text } = run('ansible-inventory', ['-i', script, '--list'], env);
    expect({ status, text }).toMatchObject({ status: 0 });
    expect(text).not.toMatch(/warning|Invalid/i);
    const listed = JSON.parse(stdout) as Record<string, { hosts?: string[] }>;
    const { _meta: own, ...groups } = JSON.parse(textOf(await ansibleInventory(site.clusto))) as Record<string, object>;
    expect(listed['_meta']).toEqual(own);
    for (const [name, { hosts = [] }] of Object.entries<{ hosts?: string[] }>(groups))
      expect(listed[name]?.hosts ?? []).toEqual(hosts);
  });

  test('runs no template that stands in an attribute', () => {
    const message = '{"msg": "{{ motd }} at {{ ansible_host }} by {{ ntp_server }}"}';
    const { status, stdout, text } = run(
      'ansible',
      ['-i', script, 'pool_web_servers:!web2', '-m', 'debug', '-a', message],
      env,
    );
    expect({ status, text }).toMatchObject({ status: 0 });
    expect(JSON.parse(stdout.slice(stdout.indexOf('{')))).toEqual({
      msg: '{{ lookup("pipe", "id") }} at 10.0.0.11 by ntp.web',
    });
  });
});
