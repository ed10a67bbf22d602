import { failure } from '../../base/errors.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { Ported } from '../devices/ported.ts';
import { ipmiOptions } from './ipmi-control.ts';
import { ipmiAddressOf, ipmiTargetOf } from './ipmi-target-of.ts';
import { configuredText } from './configured-number.ts';
import { refuseInTransaction } from './refuse-in-transaction.ts';

const portType = 'console-serial';

/** What a console server offers (behaviour spec section 10). */
export interface ConsoleSource {
  /** Connects the terminal of the user with what is at a port, until the user leaves it. */
  connect(portType: string, portNum: number | string, sshUser?: string): Promise<void>;
}

function isConsoleSource(thing: Driver): thing is Driver & ConsoleSource {
  return typeof Reflect.get(thing, 'connect') === 'function';
}

/** Opens the console of a thing on the terminal of the user, see `Device.console`. */
export async function openConsole(thing: Ported, { user }: { readonly user?: string | undefined }): Promise<void> {
  refuseInTransaction(thing);
  const { connection = null, otherportnum = null } = (await thing.portInfo())[portType]?.[1] ?? {};
  if (connection !== null && otherportnum !== null && isConsoleSource(connection))
    return connection.connect(portType, otherportnum, user ?? configuredText(thing.inventory, 'console', 'user'));
  if ((await ipmiAddressOf(thing)) !== undefined) return serialOverLan(thing);
  throw failure('CONSOLE_UNAVAILABLE', { thing, reason: whyNot(thing, connection) });
}

function whyNot(thing: Ported, peer: Driver | null): string {
  if (!thing.portTypes.includes(portType)) return `it has no port ${portType}, and no management controller`;
  if (peer === null) return `its port ${portType} 1 is not cabled, and it has no management controller`;
  return `its port ${portType} 1 is cabled to ${peer.name}, a ${peer.driver}, to which clusto cannot connect`;
}

async function serialOverLan(thing: Driver): Promise<void> {
  const target = await ipmiTargetOf(thing, 'show its console');
  const { ipmiConsole } = await import('../../providers/ipmi/ipmi-console.ts');
  const options = ipmiOptions(thing, {});
  const status = await ipmiConsole(target, thing.name, options);
  if (status !== 0) throw failure('CONSOLE_FAILED', { thing, status, program: options.program });
}
