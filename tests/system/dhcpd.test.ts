import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { connect } from 'clusto';
import { BasicServer, IPManager } from 'clusto/drivers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { lacksPackages } from '../support/lacks-packages.ts';
import { NetworkNamespaces } from '../support/network-namespaces.ts';
import { CliHome } from '../support/run-cli.ts';

const main = join(import.meta.dirname, '../../packages/clusto/src/cli/main.ts');
/** Who is where: one client on a network of the server, one behind a relay. */
const hosts = [
  { name: 'web1', namespace: 'near', mac: '02:00:00:00:00:07', ip: '10.99.0.7', ip6: '2001:db8::7' },
  { name: 'web2', namespace: 'far', mac: '02:00:00:00:00:08', ip: '10.99.1.8', ip6: '2001:db8:1::8' },
] as const;
/** Takes an IPv4 address as it is given, and tells what dhclient says. */
const script = `#!/bin/sh
case $reason in
  PREINIT*) ip link set dev "$interface" up;;
  BOUND) ip address replace "$new_ip_address/24" dev "$interface";;
esac
env | grep -E '^(reason|new_)' >> "$(dirname "$0")/learned"
exit 0
`;

/** A process that ends when it is disposed of. */
class Running implements AsyncDisposable {
  #said = '';
  readonly #child: ChildProcess;
  readonly #errors: Readable;
  readonly #ended: Promise<unknown[]>;

  constructor([program = '', ...args]: readonly string[]) {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    [this.#child, this.#errors, this.#ended] = [child, child.stderr, once(child, 'close')];
    this.#errors.setEncoding('utf8').on('data', (text: string) => (this.#said += text));
  }

  /** Waits until it says a word. @throws what it said, when it ends before */
  async hear(word: string): Promise<void> {
    const ended = this.#ended.then(() => null);
    while (!this.#said.includes(word))
      if ((await Promise.race([once(this.#errors, 'data'), ended])) === null) throw new Error(this.#said);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#ended;
  }
}

describe.skipIf(lacksPackages('dhcp'))('the DHCP server in networks of its own', () => {
  const network = new NetworkNamespaces();
  let home: CliHome;

  const start = (namespace: string, ...command: readonly string[]): Running =>
    new Running([...network.enter(namespace), ...command]);

  /** Starts the server with a configuration. @param before comes before the command */
  async function serve(section: string, before: readonly string[] = []): Promise<Running> {
    const file = home.path('clusto.toml');
    await writeFile(file, `dsn = "sqlite:clusto.db"\n[serve]\nmonitor = "off"\n[dhcpd]\n${section}\n`);
    return start('server', ...before, process.execPath, '--conditions=clusto-dev', main, 'dhcpd', '--config', file);
  }

  /**
   * Runs dhclient until it has what it wants, and ends it.
   * @param more whether it gives back what it got, and whether it remembers what it had
   * @returns what it has learned, by the names of its variables
   */
  async function dhclient(
    namespace: string,
    options: readonly string[],
    { end = '-x', remembers = false }: { readonly end?: '-x' | '-r'; readonly remembers?: boolean } = {},
  ): Promise<Readonly<Record<string, string>>> {
    const [conf, leases, learns] = [home.path('conf'), home.path('leases'), home.path('learned')];
    const files = ['-sf', home.path('script'), '-cf', conf, '-lf', leases, '-pf', home.path('pid'), 'lan'];
    await writeFile(learns, '');
    if (!remembers) await writeFile(leases, '');
    network.run(namespace, 'dhclient', '-1', ...options, ...files);
    const learned = await readFile(learns, 'utf8');
    network.run(namespace, 'dhclient', end, ...options, ...files);
    return Object.fromEntries(learned.split('\n').map((line) => line.split(/=(.*)/).slice(0, 2)));
  }

  beforeAll(async () => {
    home = await CliHome.create();
    await writeFile(home.path('conf'), 'timeout 30;\n');
    await writeFile(home.path('script'), script, { mode: 0o755 });
    await using inventory = await connect({ dsn: `sqlite:${home.path('clusto.db')}`, actor: 'test' });
    for (const [index, { name, mac, ip, ip6 }] of hosts.entries()) {
      const four = { baseip: `10.99.${index}.0`, netmask: '24', gateway: `10.99.${index}.1` };
      const [lan, lan6] = [
        await inventory.create(IPManager, `lan${index}`, four),
        await inventory.create(IPManager, `six${index}`, { baseip: ip6.replace(/::.*/, '::'), netmask: '64' }),
      ];
      const server = await inventory.create(BasicServer, name);
      await server.setPortAttr('nic-eth', 1, 'mac', mac);
      for (const key of ['dhcp', 'dhcp6']) await server.setAttr({ key, subkey: 'enabled', value: true });
      await server.setAttr({ key: 'dhcp6', subkey: 'dns-servers', value: '2001:db8::53' });
      await lan.allocate(server, ip);
      await lan6.allocate(server, ip6);
    }
    for (const namespace of ['server', 'near', 'relay', 'far']) network.add(namespace);
    network.cable(
      { namespace: 'server', interface: 'lan', addresses: ['10.99.0.1/24', '2001:db8::1/64'] },
      { namespace: 'near', interface: 'lan', mac: hosts[0].mac },
    );
    network.cable(
      { namespace: 'server', interface: 'far', addresses: ['10.98.0.1/30', '2001:db8:98::1/64'] },
      { namespace: 'relay', interface: 'upper', addresses: ['10.98.0.2/30', '2001:db8:98::2/64'] },
    );
    network.cable(
      { namespace: 'relay', interface: 'lower', addresses: ['10.99.1.1/24', '2001:db8:1::1/64'] },
      { namespace: 'far', interface: 'lan', mac: hosts[1].mac },
    );
    network.ip('server', 'route', 'add', '10.99.1.0/24', 'via', '10.98.0.2');
    network.ip('relay', 'route', 'add', '10.99.0.0/24', 'via', '10.98.0.1');
    network.ip('relay', 'route', 'add', '2001:db8::/64', 'via', '2001:db8:98::1');
  });
  afterEach(() => {
    for (const { namespace } of hosts) network.ip(namespace, '-4', 'address', 'flush', 'dev', 'lan');
  });
  afterAll(async () => {
    network[Symbol.dispose]();
    await home[Symbol.asyncDispose]();
  });

  test.skipIf(lacksPackages('systemd'))('gives IPv6 addresses through a socket that was handed on', async () => {
    const handOn = ['systemd-socket-activate', '--datagram', '--listen=[::]:547', '--fdname=dhcpd.lan-v6'];
    await using dhcpd = await serve('listen = ["lan-v6=2001:db8::1"]', handOn);
    await dhcpd.hear('Listening on');
    // what is sent to all servers arrives when the server is one, and not before
    network.run('server', 'bash', '-c', 'echo > /dev/udp/::1/547');
    await dhcpd.hear('SERVICE_READY');
    expect(await dhclient('near', ['-6', '-D', 'LL'])).toMatchObject({ new_ip6_address: '2001:db8::7' });
  });

  describe('with its own sockets', () => {
    let dhcpd: Running;
    beforeAll(async () => {
      dhcpd = await serve('listen = ["10.99.0.1", "2001:db8::1", "2001:db8:98::1"]\nsiteGroup = true');
      await dhcpd.hear('SERVICE_READY');
    });
    afterAll(() => dhcpd[Symbol.asyncDispose]());

    test('gives udhcpc, which has no address yet, the one that is bound', async () => {
      const path = home.path('lease');
      await writeFile(path, '#!/bin/sh\n[ "$1" != bound ] || echo "$ip/$mask via $router from $serverid"\n', {
        mode: 0o755,
      });
      const heard = network.run('near', 'busybox', 'udhcpc', '-i', 'lan', '-n', '-q', '-f', '-t', '5', '-s', path);
      expect(heard).toBe('10.99.0.7/24 via 10.99.0.1 from 10.99.0.1\n');
    });

    test('gives dhclient its address, name and router, and hears that it gives them back', async () => {
      expect(await dhclient('near', ['-4'], { end: '-r' })).toMatchObject({
        reason: 'BOUND',
        new_ip_address: '10.99.0.7',
        new_host_name: 'web1',
        new_routers: '10.99.0.1',
        new_dhcp_server_identifier: '10.99.0.1',
      });
      await dhcpd.hear('web1 (02:00:00:00:00:07) has given back 10.99.0.7.');
    });

    test('gives dhclient an IPv6 address, beside a prefix and a temporary address that it does not get', async () => {
      const learned = await dhclient('near', ['-6', '-N', '-P', '-T', '-D', 'LL']);
      expect(learned).toMatchObject({
        reason: 'BOUND6',
        new_ip6_address: '2001:db8::7',
        new_max_life: '3600',
        new_dhcp6_name_servers: '2001:db8::53',
      });
      expect(learned).not.toHaveProperty('new_ip6_prefix');
    });

    test('tells dhclient that its IPv6 address is still of this network, and hears that it gives it back', async () => {
      const options = ['-6', '-D', 'LL'];
      await dhclient('near', options);
      const learned = await dhclient('near', options, { end: '-r', remembers: true });
      expect(learned).toMatchObject({ new_ip6_address: '2001:db8::7' });
      await dhcpd.hear('web1 (00030001020000000007) was answered without an address');
      await dhcpd.hear('web1 (00030001020000000007) has given back 2001:db8::7.');
    });

    test('tells dhclient options without an address', async () => {
      const learned = await dhclient('near', ['-6', '-S', '-D', 'LL']);
      expect(learned).toMatchObject({ new_dhcp6_name_servers: '2001:db8::53' });
      expect(learned).not.toHaveProperty('new_ip6_address');
    });

    test('gives dhclient behind dhcrelay the address of its network, with the option 82 that the relay wants', async () => {
      const options = ['-4', '-d', '--no-pid', '-a', '-D', '-id', 'lower', '-iu', 'upper'];
      await using relay = start('relay', 'dhcrelay', ...options, '10.99.0.1');
      await relay.hear('Socket/fallback');
      expect(await dhclient('far', ['-4'])).toMatchObject({ new_ip_address: '10.99.1.8', new_routers: '10.99.1.1' });
      await relay.hear('Adding 10-byte relay agent option');
      await dhcpd.hear('web2 (02:00:00:00:00:08) has 10.99.1.8, relay 10.99.1.1.');
    });

    /** Starts a relay for IPv6. @param upper where it sends to: without an address to all servers of the site */
    const relay6 = (upper: string): Running =>
      start('relay', 'dhcrelay', '-6', '-d', '--no-pid', '-I', '-l', '2001:db8:1::1%lower', '-u', upper);

    test('gives dhclient behind dhcrelay the IPv6 address of its network', async () => {
      await using relay = relay6('2001:db8::1%upper');
      await relay.hear('Sending on   Socket/lower');
      expect(await dhclient('far', ['-6', '-D', 'LL'])).toMatchObject({ new_ip6_address: '2001:db8:1::8' });
      await dhcpd.hear('web2 (00030001020000000008) has 2001:db8:1::8, relay 2001:db8:1::1.');
    });

    test('tells dhclient options through a dhcrelay that knows no server', async () => {
      await using relay = relay6('upper');
      await relay.hear('Sending on   Socket/lower');
      const learned = await dhclient('far', ['-6', '-S', '-D', 'LL']);
      expect(learned).toMatchObject({ new_dhcp6_name_servers: '2001:db8::53' });
    });
  });
});
