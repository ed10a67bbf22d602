import { execFileSync, spawnSync } from 'node:child_process';

/** An end of a cable in a namespace. */
export interface CableEnd {
  readonly namespace: string;
  readonly interface: string;
  /** Such as `10.0.0.1/24`, of both families. */
  readonly addresses?: readonly string[];
  readonly mac?: string;
}

/** Networks of a test that are connected to each other and to nothing else. Disposing ends what runs there, and removes them. */
export class NetworkNamespaces implements Disposable {
  readonly #names = new Map<string, string>();

  /** Makes a namespace, in which addresses are of use at once. @param name within this test */
  add(name: string): void {
    const real = `clusto-${name}-${process.pid}`;
    this.#ip('netns', 'add', real);
    this.#names.set(name, real);
    this.#ip('-n', real, 'link', 'set', 'lo', 'up');
    this.run(name, 'sh', '-c', 'echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad');
  }

  /** Connects two namespaces. */
  cable(one: CableEnd, other: CableEnd): void {
    const place = (end: CableEnd): string[] => ['name', end.interface, 'netns', this.#real(end.namespace)];
    this.#ip('link', 'add', ...place(one), 'type', 'veth', 'peer', ...place(other));
    for (const { namespace, interface: name, addresses = [], mac } of [one, other]) {
      if (mac !== undefined) this.ip(namespace, 'link', 'set', 'dev', name, 'address', mac);
      for (const address of addresses) this.ip(namespace, 'address', 'add', address, 'dev', name);
      this.ip(namespace, 'link', 'set', 'dev', name, 'up');
    }
  }

  /** Runs `ip` in a namespace. */
  ip(namespace: string, ...args: readonly string[]): string {
    return this.#ip('-n', this.#real(namespace), ...args);
  }

  /** What has a command run in a namespace when it stands before it. */
  enter(namespace: string): readonly [command: string, ...args: string[]] {
    return ['ip', 'netns', 'exec', this.#real(namespace)];
  }

  /** Runs a command in a namespace. @returns what it prints */
  run(namespace: string, ...command: readonly string[]): string {
    const [program, ...args] = this.enter(namespace);
    return execFileSync(program, [...args, ...command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  [Symbol.dispose](): void {
    for (const real of this.#names.values()) {
      const left = this.#ip('netns', 'pids', real).split('\n').filter(Boolean);
      // what ends by itself in this moment is no failure
      if (left.length > 0) spawnSync('kill', ['-KILL', ...left]);
      this.#ip('netns', 'del', real);
    }
    this.#names.clear();
  }

  #real(name: string): string {
    const real = this.#names.get(name);
    if (real === undefined) throw new Error(`there is no namespace ${name}`);
    return real;
  }

  #ip(...args: readonly string[]): string {
    return execFileSync('ip', args, { encoding: 'utf8' });
  }
}
