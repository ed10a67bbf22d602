import { readFileSync } from 'node:fs';
import { failure } from '../../base/errors.ts';
import type { Driver, Inventory } from '../../inventory/driver.ts';
import { readFingerprint, type RedfishTarget } from '../../providers/redfish/redfish-target.ts';
import { HardwareAttributes } from './hardware-attributes.ts';
import { configuredText } from './configured-number.ts';

/** Where the Redfish service of a thing is: `redfish.url`, or `redfish.address`. Undefined when it has none. */
export async function redfishUrlOf(thing: Driver): Promise<string | undefined> {
  const attributes = await HardwareAttributes.read(thing, 'redfish');
  const address = attributes.own('address');
  if (address === undefined) return attributes.own('url');
  return attributes.own('url') ?? `https://${address.includes(':') ? `[${address}]` : address}`;
}

/** @throws HARDWARE_SETTING_MISSING, HARDWARE_SETTING_INVALID, CONFIG_INVALID, and as `readSecret` */
export async function redfishTargetOf(thing: Driver): Promise<RedfishTarget> {
  const attributes = await HardwareAttributes.read(thing, 'redfish');
  const action = 'speak Redfish to it';
  const url = attributes.need(await redfishUrlOf(thing), 'url', action);
  if (!isHttps(url)) attributes.refuse('url', url, 'an address like https://bmc.example.com');
  const fingerprint = attributes.own('fingerprint');
  if (fingerprint !== undefined && readFingerprint(fingerprint) === undefined)
    attributes.refuse('fingerprint', fingerprint, 'a SHA-256 fingerprint of 64 hexadecimal digits');
  return {
    url: new URL(url).origin,
    user: attributes.need(attributes.text('user'), 'user', action),
    password: attributes.need(attributes.secret('password'), 'password', action),
    auth: attributes.word('auth', ['session', 'basic']),
    fingerprint,
    ca: authorities(thing.inventory),
    system: attributes.own('system'),
  };
}

function isHttps(url: string): boolean {
  const parsed = URL.parse(url);
  // a password in the address would be shown with it
  return parsed?.protocol === 'https:' && parsed.username === '' && parsed.password === '' && parsed.search === '';
}

function authorities(inventory: Inventory): string | undefined {
  const file = configuredText(inventory, 'redfish', 'caFile');
  try {
    return file === undefined ? undefined : readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    throw failure('CONFIG_INVALID', { file: '[redfish]', reason: `caFile ${file} cannot be read (${code})` });
  }
}
