import { failure } from '../../base/errors.ts';
import type { Driver } from '../../inventory/driver.ts';
import { sshUri } from '../../providers/libvirt/libvirt-uri.ts';
import { Virsh } from '../../providers/libvirt/virsh.ts';
import { AttributeReader, someText } from './attribute-reader.ts';
import type { HypervisorKind } from './machine-spec.ts';

const drivers = { xen: 'xen', kvm: 'qemu' } as const;

function textSetting(settings: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = settings[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

async function addressOf(host: Driver): Promise<string> {
  const [address] = await host.attrValues({ key: 'ip', subkey: 'ipstring' });
  if (typeof address === 'string') return address;
  throw failure('MACHINE_ATTRIBUTE_MISSING', {
    thing: host,
    attribute: 'ip',
    meaning: 'the address by which its hypervisor is reached, unless libvirt.uri says so',
  });
}

/**
 * The way to the hypervisor on a host: its attribute `libvirt.uri` (or that of a container), else SSH to its first address.
 * The section `[libvirt]` of the configuration says with which user and keys.
 * @param user who logs in, whatever the configuration says
 * @throws MACHINE_ATTRIBUTE_MISSING for a host without address, LIBVIRT_URI_INVALID
 */
export async function libvirtConnection(host: Driver, kind: HypervisorKind, user?: string): Promise<Virsh> {
  const settings = host.inventory.settings('libvirt');
  const given = (await AttributeReader.of(host, 'libvirt')).get('uri', 'a connection URI of libvirt', someText);
  const login = user ?? textSetting(settings, 'user') ?? 'root';
  const uri =
    given === undefined
      ? sshUri(drivers[kind], login, await addressOf(host))
      : given.replace(/^(\w+\+ssh:\/\/)(?:[^@/?#]*@)?/, user === undefined ? '$&' : `$1${encodeURIComponent(user)}@`);
  const [identityFile, knownHosts, sshConfig] = ['identityFile', 'knownHosts', 'sshConfig'].map((name) =>
    textSetting(settings, name),
  );
  return new Virsh({
    host: host.name,
    uri,
    program: textSetting(settings, 'virsh'),
    ssh: { identityFile, knownHosts, sshConfig },
  });
}
