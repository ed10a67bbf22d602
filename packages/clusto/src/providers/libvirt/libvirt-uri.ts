import { failure } from '../../base/errors.ts';
import { isIp, parseIp } from '../../base/ip.ts';

const form = /^(?:xen|qemu|test)(?:\+[a-z0-9]+)?:\/\/(?<authority>[^\s/?#]*)(?<rest>\/[^\s#]*)$/;

/**
 * A connection URI of libvirt as it may be given to virsh (https://libvirt.org/uri.html): of the drivers that clusto knows,
 * without a password, and never empty, for which virsh would take the next argument.
 * @throws LIBVIRT_URI_INVALID
 */
export function checkLibvirtUri(uri: unknown): string {
  const refuse = (reason: string): never => {
    throw failure('LIBVIRT_URI_INVALID', { uri, reason });
  };
  if (typeof uri !== 'string' || /\p{C}/u.test(uri)) return refuse('it is no printable text');
  const { groups } = form.exec(uri) ?? {};
  if (!groups) return refuse('it does not read like qemu+ssh://root@192.168.0.10/system');
  if (groups['authority']?.split('@').slice(0, -1).join('@').includes(':')) return refuse('a password stands in it');
  return uri;
}

/** The URI of a hypervisor that is reached over SSH. @param address an IP address or a host name */
export function sshUri(driver: 'xen' | 'qemu', user: string, address: string): string {
  const host = isIp(address) && parseIp(address).family === 6 ? `[${address}]` : address;
  return checkLibvirtUri(`${driver}+ssh://${encodeURIComponent(user)}@${host}/system`);
}
