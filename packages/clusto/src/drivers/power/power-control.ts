import type { PowerAction } from '../../providers/power-state.ts';
import type { PowerMeans, PowerStep } from './power-plan.ts';
import type { CallOptions } from './call-options.ts';
import type { PowerReading } from './power-source.ts';

/** The power of one thing, by one means. */
export interface PowerControl {
  readonly means: PowerMeans;
  /** One for each outlet, or the one of its management controller. */
  read(options: CallOptions): Promise<PowerReading[]>;
  /** What an action does, found out by reading only; nothing when it is so already. */
  plan(action: PowerAction, options: CallOptions): Promise<PowerStep[]>;
}
