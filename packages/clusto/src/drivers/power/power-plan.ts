import type { PowerAction, PowerState } from '../../providers/power-state.ts';
import type { CallOptions } from './call-options.ts';

/** By which means the power of a thing is switched. */
export const powerMeans = ['redfish', 'ipmi', 'pdu'] as const;
export type PowerMeans = (typeof powerMeans)[number];

/** What a step sends, whole and exactly, but without passwords. */
export type PowerCall =
  | { readonly via: 'snmp'; readonly agent: string; readonly oid: string; readonly value: number }
  | { readonly via: 'ipmi'; readonly argv: readonly string[] }
  | { readonly via: 'redfish'; readonly method: 'POST'; readonly url: string; readonly body: object }
  | { readonly via: 'driver'; readonly call: string }
  | { readonly via: 'check'; readonly state: PowerState; readonly seconds: number }
  | { readonly via: 'wait'; readonly seconds: number };

/** One thing that is done. */
export interface PowerStep {
  /** In words: `pwr1 outlet aa1 off`. */
  readonly what: string;
  readonly call: PowerCall;
  readonly run: (options?: CallOptions) => Promise<void>;
}

/** Everything that an action will do, in order. Nothing has been changed to find it out. */
export interface PowerPlan {
  readonly action: PowerAction;
  readonly means: PowerMeans | 'hypervisor';
  /** Empty when it is so already. */
  readonly steps: readonly PowerStep[];
}

/** What an action has done. */
export interface PowerResult {
  readonly action: PowerAction;
  readonly means: PowerMeans | 'hypervisor';
  /** `pwr1 outlet aa1 off`, in order; empty when it was so already. */
  readonly switched: readonly string[];
}

/** Whether a step changes something: the others look and wait. */
export function isSwitching({ call }: PowerStep): boolean {
  return call.via !== 'check' && call.via !== 'wait';
}

/** What a step sends, as one line. */
export function callAsText(call: PowerCall): string {
  if (call.via === 'snmp') return `snmp set ${call.agent} ${call.oid} = integer ${call.value}`;
  if (call.via === 'ipmi') return call.argv.join(' ');
  if (call.via === 'redfish') return `${call.method} ${call.url} ${JSON.stringify(call.body)}`;
  if (call.via === 'driver') return call.call;
  if (call.via === 'wait') return `wait ${call.seconds} s`;
  return `ask until it is ${call.state}, at most ${call.seconds} s`;
}
