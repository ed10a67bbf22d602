import { expect, test } from 'vitest';
import { virshFailure } from './virsh-failure.ts';

const step = { host: 'xen1', step: 'creating the volume v1-root' };
const first = 'error: failed to connect to the hypervisor\n';

test.each([
  [
    'HYPERVISOR_UNREACHABLE',
    `${first}error: Cannot recv data: ssh: connect to host 10.0.0.1 port 22: Connection refused`,
  ],
  [
    'HYPERVISOR_UNREACHABLE',
    `${first}error: Failed to connect socket to '/run/libvirt/libvirt-sock': No such file or directory`,
  ],
  ['HYPERVISOR_UNREACHABLE', `${first}error: unable to connect to server at '10.0.0.1:16509': Connection timed out`],
  ['HYPERVISOR_UNREACHABLE', 'error: Disconnected from qemu+ssh://xen1/system due to keepalive timeout'],
  [
    'HYPERVISOR_DENIED',
    `${first}error: Cannot recv data: root@10.0.0.1: Permission denied (publickey,password).: Connection reset by peer`,
  ],
  ['HYPERVISOR_DENIED', `${first}error: Cannot recv data: Host key verification failed.: Connection reset by peer`],
  ['HYPERVISOR_DENIED', `${first}error: Failed to connect socket to '/run/libvirt/libvirt-sock': Permission denied`],
  ['HYPERVISOR_DENIED', `${first}error: authentication unavailable: no polkit agent available`],
  [
    'POOL_MISSING',
    "error: failed to get pool 'vg0'\nerror: Storage pool not found: no storage pool with matching name 'vg0'",
  ],
  ['POOL_INACTIVE', "error: Requested operation is not valid: storage pool 'vg0' is not active"],
  [
    'VOLUME_MISSING',
    "error: failed to get vol 'v1-root'\nerror: Storage volume not found: no storage vol with matching path 'v1-root'",
  ],
  ['NAME_TAKEN_ON_HYPERVISOR', "error: Failed to create vol a\nerror: storage volume 'a' exists already"],
  [
    'NAME_TAKEN_ON_HYPERVISOR',
    "error: operation failed: domain 'a' already exists with uuid 11111111-1111-4111-8111-111111111111",
  ],
  [
    'NAME_TAKEN_ON_HYPERVISOR',
    "error: operation failed: domain 'a' is already defined with uuid 11111111-1111-4111-8111-111111111111",
  ],
  ['DOMAIN_MISSING', "error: failed to get domain '11111111-1111-4111-8111-111111111111'"],
  [
    'HYPERVISOR_NO_SPACE',
    'error: internal error: Volume group "vg0" has insufficient free space (479 extents): 5120 required.',
  ],
  ['HYPERVISOR_NO_SPACE', "error: cannot extend file '/pool/big': File too large"],
  ['HYPERVISOR_NO_MEMORY', "error: internal error: cannot set up guest memory 'pc.ram': Cannot allocate memory"],
  ['BRIDGE_MISSING', "error: Failed to start domain 'a'\nerror: Cannot get interface MTU on 'br9': No such device"],
  ['DOMAIN_NOT_RUNNING', 'error: Requested operation is not valid: domain is not running'],
  ['DOMAIN_RUNNING', 'error: Domain is already active'],
  ['DOMAIN_REFUSED', "error: unsupported configuration: storage format 'iso' is not directly supported by QEMU"],
  ['HYPERVISOR_FAILED', 'error: something that nobody has seen yet'],
  ['HYPERVISOR_FAILED', ''],
])('%s is told from what virsh prints', (code, stderr) => {
  const error = virshFailure(step, stderr);
  expect(error).toMatchObject({ code, name: 'ProviderException' });
  expect(error.message).toMatch(/^[^\n]*xen1[^\n]*creating the volume v1-root[^\n]*\.$/);
});

test('what is meant stands in the sentence, and not what was only repeated', () => {
  expect(
    virshFailure(step, "error: Failed to start domain 'a'\nerror: Cannot get interface MTU on 'br9': No such device")
      .message,
  ).toContain('has no bridge br9,');
  expect(virshFailure(step, `${first}error: Cannot recv data: refused`).message).toBe(
    'The hypervisor xen1 cannot be reached while creating the volume v1-root: Cannot recv data: refused.',
  );
});
