import type { PowerState } from '../../providers/power-state.ts';
import type { PowerControl } from './power-control.ts';
import type { PowerPlan } from './power-plan.ts';
import type { CallOptions } from './call-options.ts';
import type { PowerReading } from './power-source.ts';

/** Whether a thing has power. */
export interface PowerStatus {
  /** `mixed`: some of its outlets are on, so that it may run. */
  readonly state: PowerState | 'mixed';
  readonly means: PowerPlan['means'];
  readonly readings: readonly PowerReading[];
}

export async function powerStatus(control: PowerControl, options: CallOptions): Promise<PowerStatus> {
  const readings = await control.read(options);
  const [first, ...others] = new Set(readings.map(({ state }) => state));
  return { state: others.length > 0 ? 'mixed' : (first ?? 'unknown'), means: control.means, readings };
}
