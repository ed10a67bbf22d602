import { failure } from '../../base/errors.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { type Clusto } from '../clusto.ts';
import { valueAsText } from '../value-as-text.ts';
import { type EntityTerm } from '../find-entity.ts';
import { findDevice } from '../find-device.ts';
import { type PortReference } from '../ports/port-reference.ts';

export interface AllocateAddressParams {
  /** The device. */
  readonly term: EntityTerm;
  /** Left out: the next free one of the subnet. */
  readonly ip?: string | undefined;
  /** The name of the IP manager. Left out: the most specific one that covers the address. */
  readonly subnet?: string | undefined;
  /** The name of the interface in the operating system, such as `eth0`. */
  readonly osPort?: string | undefined;
  readonly port?: PortReference | undefined;
  /** Also an address in quarantine, which leaves it. */
  readonly force?: boolean | undefined;
}

/**
 * Gives a device an address, and says on which interface it is, as one version.
 * @returns the address
 * @throws USAGE without address and subnet, and what `addIp` and `bindIpToOsPort` throw
 */
export function allocateAddress(inventory: Clusto, params: AllocateAddressParams): Promise<string> {
  const { term, ip, subnet, osPort, port, force: quarantined } = params;
  return inventory.transaction(async () => {
    if (ip === undefined && subnet === undefined)
      throw failure('USAGE', { reason: 'Name the subnet to take the next address from, or the address itself.' });
    const device = await findDevice(inventory, term);
    const ipman = subnet === undefined ? undefined : await inventory.getByName(subnet, IPManager);
    const { number } = await device.addIp({ ip, ipman, quarantined });
    const [address] = await device.attrValues({ key: IPManager.attrName, number, subkey: 'ipstring' });
    const text = valueAsText(address as string);
    if (osPort !== undefined)
      await device.bindIpToOsPort(text, osPort, { ipman, portType: port?.type, portNum: port?.number });
    return text;
  });
}
