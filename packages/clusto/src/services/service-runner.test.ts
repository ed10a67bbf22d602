import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { type Log } from './log/log.ts';
import { type Service, type ServiceContext } from './service.ts';
import { ServiceRunner, type SharedContext } from './service-runner.ts';

/** A service that notes what is asked of it, and does it as it is told. */
function recorder(name: string, calls: string[], does: Partial<Service> = {}): Service {
  const noting =
    (what: 'start' | 'reload' | 'drain' | 'stop') =>
    async (context?: ServiceContext): Promise<void> => {
      const { inventory = '' } = (context ?? {}) as { inventory?: unknown };
      calls.push(`${name} ${what} ${String(inventory)}`.trim());
      await (does[what] as ((context?: ServiceContext) => Promise<void>) | undefined)?.(context);
    };
  return {
    name,
    health: () => ({ status: 'ok' }),
    start: noting('start'),
    reload: noting('reload'),
    drain: noting('drain'),
    stop: noting('stop'),
  };
}

function running(...services: readonly Service[]) {
  const said: string[] = [];
  const log: Log = { write: (id, detail) => said.push(`${id} ${Object.values(detail).join(' ')}`) };
  const runner = new ServiceRunner(services, log);
  const shared = (inventory: string): SharedContext => ({
    log,
    inventory: inventory as never,
    metrics: new Registry(),
    socketsOf: (service) => [{ fd: 3, service, name: 'eth0' }],
  });
  return { runner, said, shared, states: () => runner.reports().map(({ state }) => state) };
}

const untilAborted = ({ signal }: ServiceContext): Promise<void> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));

describe('services that run as one', () => {
  test('start, drain and stop', async () => {
    const calls: string[] = [];
    const { runner, said, shared, states } = running(recorder('a', calls), recorder('b', calls));
    expect(states()).toEqual(['starting', 'starting']);
    await runner.start(shared('now'));
    expect(states()).toEqual(['ready', 'ready']);
    await runner.drain(1000);
    expect(states()).toEqual(['draining', 'draining']);
    await runner.stop();
    await runner.stop();
    expect(states()).toEqual(['stopped', 'stopped']);
    expect(calls).toEqual(['a start now', 'b start now', 'a drain', 'b drain', 'a stop', 'b stop']);
    expect(said.filter((line) => line.endsWith(' a'))).toEqual([
      'SERVICE_STARTING a',
      'SERVICE_READY a',
      'SERVICE_DRAINING a',
      'SERVICE_STOPPED a',
    ]);
  });

  test('get their own sockets', async () => {
    let context: ServiceContext | undefined;
    const service = recorder('a', [], { start: async (given) => void (context = given) });
    const { runner, shared } = running(service);
    await runner.start(shared('now'));
    expect(context?.sockets).toEqual([{ fd: 3, service: 'a', name: 'eth0' }]);
  });

  test('stop all when one does not start, and say why', async () => {
    const calls: string[] = [];
    const { runner, said, shared, states } = running(
      recorder('good', calls),
      recorder('slow', calls, { start: untilAborted }),
      recorder('bad', calls, { start: () => Promise.reject(new Error('no such interface')) }),
    );
    await expect(runner.start(shared('now'))).rejects.toMatchObject({
      code: 'SERVICE_FAILED',
      message: 'The service bad failed: no such interface.',
    });
    expect(states()).toEqual(['stopped', 'stopped', 'failed']);
    expect(calls.slice(3)).toEqual(['good stop', 'slow stop', 'bad stop']);
    // the slow one was stopped, it has not failed
    expect(said.filter((line) => line.startsWith('SERVICE_FAILED'))).toEqual(['SERVICE_FAILED bad no such interface.']);
  });

  test('are told when one cannot go on', async () => {
    let context: ServiceContext | undefined;
    const service = recorder('a', [], { start: async (given) => void (context = given) });
    const { runner, shared, states } = running(service);
    await runner.start(shared('now'));
    context?.fail(new Error('the socket is gone'));
    expect(await runner.failed).toMatchObject({ message: 'The service a failed: the socket is gone.' });
    expect(states()).toEqual(['failed']);
  });

  test('are stopped while they start', async () => {
    const calls: string[] = [];
    const { runner, shared, states } = running(recorder('a', calls, { start: untilAborted }));
    const started = runner.start(shared('now'));
    await Promise.all([runner.stop(), expect(started).rejects.toThrow('aborted')]);
    expect(calls).toEqual(['a start now', 'a stop']);
    expect(states()).toEqual(['stopped']);
  });

  test('do not wait for ever for work that does not end', async () => {
    const { runner, said, shared } = running(recorder('a', [], { drain: () => new Promise(() => {}) }));
    await runner.start(shared('now'));
    await runner.drain(1);
    expect(said.at(-1)).toBe('SERVICE_DRAIN_TIMEOUT a 1');
  });

  test('take a new context all, or none', async () => {
    const calls: string[] = [];
    let isStrict = false;
    const refuse = (): Promise<void> => (isStrict ? Promise.reject(new Error('bad settings')) : Promise.resolve());
    const { runner, shared, states } = running(recorder('a', calls), recorder('b', calls, { reload: refuse }));
    await runner.start(shared('first'));
    await runner.reload(shared('second'));
    isStrict = true;
    await expect(runner.reload(shared('third'))).rejects.toThrow('bad settings');
    expect(calls.slice(2)).toEqual([
      'a reload second',
      'b reload second',
      'a reload third',
      'b reload third',
      'a reload second',
    ]);
    expect(states()).toEqual(['ready', 'ready']);
  });

  test('fail when the old context cannot be taken back', async () => {
    let reloads = 0;
    const { runner, shared } = running(
      recorder('a', [], { reload: () => (++reloads > 1 ? Promise.reject(new Error('lost')) : Promise.resolve()) }),
      recorder('b', [], { reload: () => Promise.reject(new Error('bad settings')) }),
    );
    await runner.start(shared('first'));
    await expect(runner.reload(shared('second'))).rejects.toThrow('bad settings');
    expect(await runner.failed).toMatchObject({ message: 'The service a failed: lost.' });
  });

  test('stop also when one does not do so cleanly', async () => {
    const { runner, said, shared } = running(
      recorder('a', [], {
        stop: () => Promise.reject(new Error('busy')),
        drain: () => Promise.reject(new Error('stuck')),
      }),
      recorder('b', []),
    );
    await runner.start(shared('now'));
    await runner.drain(1000);
    await runner.stop();
    expect(said.slice(-3)).toEqual(['SERVICE_STOP_FAILED a stuck', 'SERVICE_STOP_FAILED a busy', 'SERVICE_STOPPED b']);
  });
});
