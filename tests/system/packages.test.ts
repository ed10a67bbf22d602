import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { lacksPackages } from '../support/lacks-packages.ts';

describe.skipIf(lacksPackages('libvirt'))('the packages of libvirt', () => {
  test('bring a client that speaks without a daemon', () => {
    expect(execFileSync('virsh', ['-q', '-c', 'test:///default', 'list', '--name'], { encoding: 'utf8' })).toContain(
      'test',
    );
  });
});

describe.skipIf(lacksPackages('ipmi'))('the packages of IPMI', () => {
  test('bring a client', () => {
    expect(execFileSync('ipmitool', ['-V'], { encoding: 'utf8' })).toContain('ipmitool version');
  });
});
