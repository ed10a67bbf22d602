import { setTimeout as sleep } from 'node:timers/promises';
import { failure } from '../../base/errors.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { PowerStep } from './power-plan.ts';
import type { CallOptions } from './call-options.ts';
import type { PowerReading } from './power-source.ts';
import { powerPatience } from './power-patience.ts';

/**
 * A step that asks until everything is in the state that was sent.
 * @throws (when run) POWER_NOT_REACHED after the setting `settle`, INTERRUPTED, and what asking throws
 */
export function verification(
  thing: Driver,
  state: 'on' | 'off',
  read: (options: CallOptions) => Promise<readonly PowerReading[]>,
): PowerStep {
  const { settle } = powerPatience(thing.inventory);
  const run = async (options: CallOptions = {}): Promise<void> => {
    const end = performance.now() + settle;
    let pause = 50;
    for (;;) {
      const readings = await read(options);
      if (readings.every((reading) => reading.state === state)) return;
      if (performance.now() >= end) {
        const states = readings.map(({ source, detail }) => `${source} is ${detail}`).join(', ');
        throw failure('POWER_NOT_REACHED', { thing, wanted: state, seconds: settle / 1000, states });
      }
      await rest(thing, pause, options);
      pause = Math.min(pause * 2, 1000);
    }
  };
  return { what: `${thing.name} is ${state}`, call: { via: 'check', state, seconds: settle / 1000 }, run };
}

/** A step that waits: capacitors have to run dry, or the machine never notices. */
export function pauseStep(thing: Driver): PowerStep {
  const { pause } = powerPatience(thing.inventory);
  return {
    what: `${thing.name} stays off`,
    call: { via: 'wait', seconds: pause / 1000 },
    run: (options = {}) => rest(thing, pause, options),
  };
}

async function rest(thing: Driver, duration: number, { signal }: CallOptions): Promise<void> {
  try {
    await sleep(duration, undefined, signal === undefined ? {} : { signal });
  } catch {
    throw failure('INTERRUPTED', { action: `waiting for the power of ${thing.name}` });
  }
}
