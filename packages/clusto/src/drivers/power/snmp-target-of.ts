import { failure } from '../../base/errors.ts';
import type { Driver } from '../../inventory/driver.ts';
import {
  type SnmpLogin,
  snmpAuthProtocols,
  snmpPrivProtocols,
  type SnmpTarget,
} from '../../providers/snmp/snmp-target.ts';
import { HardwareAttributes } from './hardware-attributes.ts';
import { configuredNumber } from './configured-number.ts';

/** A device that is spoken to by SNMP, and what its attributes say of it. */
export interface SnmpDevice {
  readonly target: SnmpTarget;
  /** The attribute `snmp.model`. */
  readonly model: string | undefined;
}

/**
 * How a device is reached by SNMP: at its first address, with the community or the user of its attributes or of those of
 * its containers (behaviour spec section 15).
 * @throws HARDWARE_SETTING_MISSING, HARDWARE_SETTING_INVALID, and as `readSecret`
 */
export async function snmpTargetOf(thing: Driver): Promise<SnmpDevice> {
  const attributes = await HardwareAttributes.read(thing, 'snmp');
  const [first] = await thing.attrValues({ key: 'ip', subkey: 'ipstring' });
  const address = attributes.own('address') ?? (typeof first === 'string' ? first : undefined);
  if (address === undefined)
    throw failure('HARDWARE_SETTING_MISSING', { thing, setting: 'an address', action: 'speak SNMP to it' });
  const target = {
    name: thing.name,
    address,
    port: attributes.integer('port', 1, 65_535),
    login: loginOf(attributes),
    timeout: configuredNumber(thing.inventory, 'snmp', 'timeout', 2000),
    retries: configuredNumber(thing.inventory, 'snmp', 'retries', 1),
  };
  return { target, model: attributes.text('model') };
}

function loginOf(attributes: HardwareAttributes): SnmpLogin {
  const version = attributes.word('version', ['1', '2c', '3']) ?? '2c';
  const action = 'speak SNMP to it';
  if (version !== '3') {
    const community = attributes.need(attributes.secret('community'), 'community', action);
    return { version: version === '1' ? 1 : 2, community };
  }
  return {
    version: 3,
    user: attributes.need(attributes.text('user'), 'user', action),
    authPassword: attributes.secret('authpassword'),
    authProtocol: attributes.word('authprotocol', snmpAuthProtocols),
    privPassword: attributes.secret('privpassword'),
    privProtocol: attributes.word('privprotocol', snmpPrivProtocols),
  };
}
