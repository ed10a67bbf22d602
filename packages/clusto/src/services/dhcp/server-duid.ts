import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { failure } from '../../base/errors.ts';

/** Where systemd keeps what identifies a machine: 32 hexadecimal digits that stay as long as it is installed (machine-id(5)). */
const machineFile = '/etc/machine-id';
const uuidKind = [0, 4] as const;

function readMachine(): string {
  try {
    return readFileSync(machineFile, 'utf8').trim();
  } catch {
    return '';
  }
}

/**
 * The identifier of this server that clients name it by (DUID, RFC 8415 section 11): the one that is configured; else one made
 * of the identifier of the machine, which is the same after a restart and with another network card (RFC 6355).
 * @param machine what `/etc/machine-id` says
 * @throws ARGUMENT_INVALID where there is neither
 */
export function serverDuid(configured: Uint8Array | undefined, machine: string = readMachine()): Uint8Array {
  if (configured !== undefined) return configured;
  if (!/^[\da-f]{32}$/.test(machine))
    throw failure('ARGUMENT_INVALID', {
      argument: 'dhcpd.duid',
      expected: `hexadecimal digits that no other server has, as ${machineFile} has none`,
      value: 'nothing',
    });
  // the identifier of a machine itself is not told to networks
  const hash = createHmac('sha256', machine).update('clusto dhcpd').digest().subarray(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x40;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  return Uint8Array.from([...uuidKind, ...hash]);
}
