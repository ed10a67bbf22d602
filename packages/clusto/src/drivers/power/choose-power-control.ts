import { failure } from '../../base/errors.ts';
import type { Ported } from '../devices/ported.ts';
import { HardwareAttributes } from './hardware-attributes.ts';
import { ipmiAddressOf } from './ipmi-target-of.ts';
import { type Outlet, PduControl } from './pdu-control.ts';
import type { PowerControl } from './power-control.ts';
import { type PowerMeans, powerMeans } from './power-plan.ts';
import { isPowerSource } from './power-source.ts';
import { redfishUrlOf } from './redfish-target-of.ts';
import { refuseInTransaction } from './refuse-in-transaction.ts';

/**
 * Finds the means by which the power of a thing is switched: the one that is asked for, else the one that its attribute
 * `power.method` names, else Redfish where it has a service, else IPMI where it has an address for it, else the power
 * strips that its ports `pwr-…` are cabled to.
 * @throws POWER_UNKNOWN_MEANS when there is none, NOT_SUPPORTED when it is cabled to what cannot switch,
 * OUTSIDE_IN_TRANSACTION
 */
export async function choosePowerControl(thing: Ported, asked?: PowerMeans): Promise<PowerControl> {
  refuseInTransaction(thing);
  const method = asked ?? (await HardwareAttributes.read(thing, 'power')).word('method', powerMeans);
  const [redfish, ipmi] = [method === 'redfish', method === 'ipmi'];
  if (redfish || (method === undefined && (await redfishUrlOf(thing)) !== undefined)) {
    const { RedfishControl } = await import('./redfish-control.ts');
    return new RedfishControl(thing);
  }
  if (ipmi || (method === undefined && (await ipmiAddressOf(thing)) !== undefined)) {
    const { IpmiControl } = await import('./ipmi-control.ts');
    return new IpmiControl(thing);
  }
  return new PduControl(thing, await outletsOf(thing));
}

/** @throws POWER_UNKNOWN_MEANS, NOT_SUPPORTED */
async function outletsOf(thing: Ported): Promise<Outlet[]> {
  const refuse = (reason: string): never => {
    throw failure('POWER_UNKNOWN_MEANS', { thing, reason });
  };
  const ports = (await thing.portInfoTuples()).filter(([type]) => type.startsWith('pwr-'));
  if (ports.length === 0) refuse('it has no port for power, and no management controller');
  const outlets = ports.flatMap(([type, , source, number]) => {
    if (source === null || number === null) return [];
    if (!isPowerSource(source))
      throw failure('NOT_SUPPORTED', { thing: source, action: 'switch the power of its outlets' });
    return [{ source, type, number }];
  });
  if (outlets.length === 0) refuse('none of its ports for power is cabled, and it has no management controller');
  return outlets;
}
