import { expect, test } from 'vitest';
import { checkLibvirtUri, sshUri } from './libvirt-uri.ts';

test.each([
  'qemu:///system',
  'qemu+ssh://root@192.168.0.10/system',
  'xen+ssh://root@[fd00::1]:2222/system?command=/opt/ssh',
  'test:///default',
  'test+unix:///default?socket=/run/x',
])('%s is usable', (uri) => {
  expect(checkLibvirtUri(uri)).toBe(uri);
});

test.each([
  '',
  'qemu',
  'vbox:///session',
  'qemu:///system\n',
  'qemu+ssh://a b/system',
  'qemu+tcp://u:secret@h/system',
  5,
])('%j is not', (uri) => {
  expect(() => checkLibvirtUri(uri)).toThrow(expect.objectContaining({ code: 'LIBVIRT_URI_INVALID' }));
});

test('a host is reached over SSH', () => {
  expect(sshUri('xen', 'root', '192.168.0.10')).toBe('xen+ssh://root@192.168.0.10/system');
  expect(sshUri('qemu', 'a@b', 'fd00::1')).toBe('qemu+ssh://a%40b@[fd00::1]/system');
});
