import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { failure } from '../../packages/clusto/src/base/errors.ts';
import { BasicVirtualServer } from '../../packages/clusto/src/drivers/devices/basic-virtual-server.ts';
import { type MachineStatus, type StepOptions } from '../../packages/clusto/src/drivers/machines/virtual-machine.ts';
import { answerOutside, type KeptAnswer } from '../../packages/clusto/src/operations/answers/repeatable.ts';
import { databases } from '../support/databases.ts';
import { useHttpService } from '../support/http-service.ts';
import { useClusto } from '../support/use-clusto.ts';

/** What became of questions to the hypervisor, in their order. */
const told: string[] = [];
let answer: PromiseWithResolvers<MachineStatus>;

/** A machine whose hypervisor takes its time. */
class SlowMachine extends BasicVirtualServer {
  static override readonly driverName: string = 'slowmachine';
  async vmCreate(): Promise<void> {}
  async vmStart(): Promise<void> {}
  async vmDelete(): Promise<void> {}
  async vmRepair(): Promise<void> {}
  async vmStatus({ signal }: StepOptions): Promise<MachineStatus> {
    told.push(`asked ${this.name}`);
    signal?.addEventListener('abort', () => {
      told.push(`stopped ${this.name}`);
      answer.reject(failure('INTERRUPTED', { action: 'asking' }));
    });
    return answer.promise;
  }
}

describe('a client that goes away', () => {
  const { start } = useHttpService(databases[0]!, [SlowMachine]);
  beforeEach(() => {
    told.length = 0;
    answer = Promise.withResolvers();
  });

  /** Asks for five machines, of which four are asked at once, and goes away when they are. */
  async function goAway(headers: Readonly<Record<string, string>>): Promise<{ again: () => Promise<Response> }> {
    const { url, inventory } = await start();
    const names = ['m1', 'm2', 'm3', 'm4', 'm5'];
    for (const name of names) await inventory.create(SlowMachine, name);
    const connection = new AbortController();
    const ask = (signal?: AbortSignal): Promise<Response> =>
      fetch(`${url}/v1/operations/vm-status`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ names }),
        ...(signal === undefined ? {} : { signal }),
      });
    const asking = ask(connection.signal);
    await vi.waitFor(() => expect(told).toHaveLength(4));
    connection.abort();
    await expect(asking).rejects.toThrow('abort');
    return { again: () => ask() };
  }

  test('ends the work, and what was not begun is not', async () => {
    await goAway({});
    await vi.waitFor(() => expect(told.filter((one) => one.startsWith('stopped'))).toHaveLength(4));
    await setImmediate();
    expect(told).not.toContain('asked m5');
  });

  test('does not where it has a key, by which it gets the answer later', async () => {
    const { again } = await goAway({ 'idempotency-key': 'later' });
    expect(await (await again()).json()).toMatchObject({ status: 409, code: 'KEY_IN_USE' });
    answer.resolve({ state: 'running', detail: 'running' });
    await vi.waitFor(async () => {
      expect((await again()).status).toBe(200);
    });
    expect(told.filter((one) => one.startsWith('asked'))).toHaveLength(5);
    expect(told.filter((one) => one.startsWith('stopped'))).toEqual([]);
  });
});

describe.each(databases)('a key whose answer is being made, on $name', (kind) => {
  const given = useClusto(kind);
  const again = { actor: 'tester', key: 'k', request: 'r' };
  const done: KeptAnswer = { status: 200, headers: {}, body: 'done' };
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is in use for as long as the work is renewed, and free a minute after that has ended', async () => {
    const { clusto, clock } = given;
    const held = Promise.withResolvers<KeptAnswer>();
    const begun = Promise.withResolvers<void>();
    const first = answerOutside(clusto, again, () => {
      begun.resolve();
      return held.promise;
    });
    await begun.promise;
    const other = await given.as('tester');
    const retry = (): Promise<KeptAnswer> => answerOutside(other, again, async () => done);
    const renewed = vi.spyOn(clusto, 'write');
    clock.advance(50_000);
    vi.advanceTimersByTime(15_000);
    await Promise.all(renewed.mock.results.map(({ value }) => value as unknown));
    clock.advance(50_000);
    await expect(retry()).rejects.toMatchObject({ code: 'KEY_IN_USE' });
    // nobody says any more that it is being made
    clock.advance(60_000);
    expect(await retry()).toEqual(done);
    held.resolve({ ...done, body: 'late' });
    await first;
  });
});
