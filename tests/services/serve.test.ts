import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { serve } from '../../packages/clusto/src/cli/serve/serve.ts';
import { type Service } from '../../packages/clusto/src/services/service.ts';
import { type FakeProgram, makeFakeProgram } from '../support/fake-program.ts';
import { CliHome } from '../support/run-cli.ts';

const victim = join(import.meta.dirname, '../support/serve-victim.ts');

let home: CliHome;
beforeEach(async () => {
  home = await CliHome.create();
  await mkdir(home.path('drivers'));
  await configure('word = "one"');
  await plugin('blue');
  await home.run(['init', '--config', home.path('clusto.toml')]);
});
afterEach(() => home[Symbol.asyncDispose]());

const configure = (recorder: string, serving = 'monitor = "off"'): Promise<void> =>
  writeFile(
    home.path('clusto.toml'),
    `dsn = "sqlite:clusto.db"\nplugins = ["drivers"]\n[serve]\n${serving}\n[plugin.recorder]\n${recorder}\n`,
  );

const plugin = (colour: string): Promise<void> =>
  writeFile(
    home.path('drivers', 'recorded.ts'),
    `import { BasicServer } from 'clusto/drivers';
     export class Recorded extends BasicServer {
       static override readonly driverName: string = 'recorded';
       static readonly colour: string = '${colour}';
     }`,
  );

/** The descriptor of a socket, to be handed on. */
const descriptor = (socket: object): number => Reflect.get(socket, '_handle').fd as number;

/** A process with services, and what it has said. */
class Served {
  readonly child: ChildProcess;
  readonly status: Promise<number | null>;
  stdout = '';
  stderr = '';

  constructor(env: Readonly<Record<string, string>> = {}, descriptors: readonly number[] = []) {
    // the pid is known to the process itself alone
    this.child = spawn(
      'sh',
      ['-c', 'LISTEN_PID=$$ exec "$@"', 'sh', process.execPath, '--conditions=clusto-dev', victim],
      {
        env: {
          PATH: process.env['PATH'],
          HOME: home.folder,
          CLUSTO_CONFIG: home.path('clusto.toml'),
          NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
          ...env,
        },
        stdio: ['ignore', 'pipe', 'pipe', ...descriptors],
      },
    );
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.status = once(this.child, 'close').then(([status]) => status as number | null);
  }

  get log(): Readonly<Record<string, unknown>>[] {
    return this.stderr
      .split('\n')
      .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as object] : [])) as never;
  }

  /** Waits for the message of an id. */
  async says(id: string): Promise<Readonly<Record<string, unknown>>> {
    for (;;) {
      const line = this.log.findLast((one) => one['id'] === id);
      if (line !== undefined) return line;
      const more = await Promise.race([once(this.child.stderr!, 'data'), this.status]);
      if (!Array.isArray(more)) throw new Error(`ended with ${more}: ${this.stderr}`);
    }
  }
}

async function ask(socket: Socket, port: number): Promise<string> {
  socket.send('hello', port, '127.0.0.1');
  const [answer] = (await once(socket, 'message')) as [Buffer];
  return answer.toString().trim();
}

describe('a process with services', () => {
  test('takes its sockets from systemd, tells it how it is, reloads and drains', async () => {
    const [inherited, client, monitor] = [createSocket('udp4'), createSocket('udp4'), createServer()];
    inherited.bind(0, '127.0.0.1');
    await once(inherited, 'listening');
    monitor.listen(0, '127.0.0.1');
    await once(monitor, 'listening');
    await using notify: FakeProgram = await makeFakeProgram('systemd-notify', '');
    const served = new Served(
      {
        PATH: `${dirname(notify.path)}:${process.env['PATH']}`,
        LISTEN_FDS: '2',
        LISTEN_FDNAMES: 'recorder.eth0:monitor',
        NOTIFY_SOCKET: '/run/systemd/notify',
        WATCHDOG_USEC: '200000',
      },
      [descriptor(inherited), descriptor(monitor)],
    );
    const { port } = inherited.address();
    const url = `http://127.0.0.1:${(monitor.address() as AddressInfo).port}`;
    // two processes would read in turns
    inherited.close();
    monitor.close();
    await served.says('SERVICE_READY');
    expect(await ask(client, port)).toBe('eth0 one hello blue');
    expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ ok: true });

    await configure('word = "refused"');
    served.child.kill('SIGHUP');
    expect(await served.says('SERVICES_RELOAD_REFUSED')).toMatchObject({ reason: 'the word is refused' });
    expect(await ask(client, port)).toBe('eth0 one hello blue');

    await configure('word = "two"');
    await plugin('green');
    served.child.kill('SIGHUP');
    await served.says('SERVICES_RELOADED');
    expect(await ask(client, port)).toBe('eth0 two hello green');
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('clusto_reloads_total{result="refused"} 1');

    served.child.kill('SIGTERM');
    expect(await served.status).toBe(0);
    expect(served.stdout).toBe('start\ndrain\nstop\n');
    expect(served.log.at(-1)).toMatchObject({ id: 'SERVICE_STOPPED', name: 'recorder' });
    const told = await notify.calls();
    expect(told).toContain('WATCHDOG=1');
    expect(told.filter((state) => state !== 'WATCHDOG=1')).toEqual([
      'READY=1',
      expect.stringMatching(/^RELOADING=1 MONOTONIC_USEC=\d+$/),
      'READY=1',
      expect.stringMatching(/^RELOADING=1/),
      'READY=1',
      'STOPPING=1',
    ]);
    client.close();
  });

  test('keeps the old configuration when the file is broken, and ends at once when it is asked to twice', async () => {
    await configure('word = "hang"');
    const served = new Served();
    await served.says('SERVICE_READY');
    await configure('word = "hang"', 'monitors = "off"');
    served.child.kill('SIGHUP');
    expect(await served.says('SERVICES_RELOAD_REFUSED')).toMatchObject({
      reason: expect.stringContaining('there is no option serve.monitors, did you mean serve.monitor'),
    });
    await configure('word = "hang"', 'monitor = "127.0.0.1:9850"');
    served.child.kill('SIGHUP');
    await expect
      .poll(() => served.log.at(-1))
      .toMatchObject({ reason: expect.stringContaining('What serve.monitor and serve.logFile say cannot change') });
    served.child.kill('SIGTERM');
    await served.says('SERVICE_DRAINING');
    served.child.kill('SIGINT');
    expect(await served.status).toBe(130);
    expect(served.log.at(-1)).toMatchObject({ id: 'SERVICES_INTERRUPTED' });
    expect(served.stdout).toBe('start\ndrain\n');
  });
});

describe('services that cannot run', () => {
  const serving = (names: readonly string[], start: () => Promise<void>) => {
    const service: Service = {
      name: 'broken',
      start,
      reload: async () => {},
      drain: async () => {},
      stop: async () => {},
      health: () => ({ status: 'ok' }),
    };
    return serve({ config: home.path('clusto.toml') }, names, {
      broken: { summary: 'fails', load: async () => service },
    });
  };

  test('end in one sentence, told in the file of the log as well', async () => {
    await configure('', `monitor = "off"\nlogFile = "${home.path('log')}"`);
    await expect(serving([], () => Promise.reject(new Error('there is no eth7')))).rejects.toMatchObject({
      code: 'SERVICE_FAILED',
      message: 'The service broken failed: there is no eth7.',
    });
    const lines = (await readFile(home.path('log'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual([
      'SERVICE_STARTING',
      'SERVICE_FAILED',
    ]);
  });

  test('are told when there are none of the name', async () => {
    await expect(serving(['dhcp'], async () => {})).rejects.toThrow('There is no service dhcp; there are broken.');
  });

  test.each([
    ['logFile = "/nowhere/log"', 'The file /nowhere/log cannot be written'],
    ['monitor = "here"', 'The address of the monitor must be'],
    ['logLevel = "loud"', 'serve.logLevel must be one of debug, info, warn, error'],
  ])('are told when %s is not usable', async (setting, message) => {
    await configure('', setting);
    await expect(serving([], async () => {})).rejects.toThrow(message);
  });
});
