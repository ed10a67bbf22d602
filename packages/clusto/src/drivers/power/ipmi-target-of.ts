import type { Driver } from '../../inventory/driver.ts';
import type { IpmiTarget } from '../../providers/ipmi/ipmi-arguments.ts';
import { HardwareAttributes } from './hardware-attributes.ts';

/**
 * Where the management controller of a thing is: the attribute `ipmi.address`, else the address that is bound to the
 * interface `ipmi`. Undefined when it has none.
 */
export async function ipmiAddressOf(thing: Driver): Promise<string | undefined> {
  const attributes = await HardwareAttributes.read(thing, 'ipmi');
  return attributes.own('address') ?? boundAddress(thing);
}

async function boundAddress(thing: Driver): Promise<string | undefined> {
  const attributes = await thing.attrs({ key: 'ip' });
  const bound = attributes.find(({ subkey, value }) => subkey === 'osportname' && value === 'ipmi');
  const address = attributes.find(({ subkey, number }) => subkey === 'ipstring' && number === bound?.number)?.value;
  return bound === undefined || typeof address !== 'string' ? undefined : address;
}

/** @throws HARDWARE_SETTING_MISSING, HARDWARE_SETTING_INVALID, and as `readSecret` */
export async function ipmiTargetOf(thing: Driver, action: string): Promise<IpmiTarget> {
  const attributes = await HardwareAttributes.read(thing, 'ipmi');
  return {
    address: attributes.need(await ipmiAddressOf(thing), 'address', action),
    port: attributes.integer('port', 1, 65_535),
    user: attributes.need(attributes.text('user'), 'user', action),
    password: attributes.need(attributes.secret('password'), 'password', action),
    privilege: attributes.word('privilege', ['USER', 'OPERATOR', 'ADMINISTRATOR']),
    suite: attributes.integer('ciphersuite', 0, 255),
  };
}
