import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lacksPackages } from '../support/lacks-packages.ts';

const page = join(import.meta.dirname, '../../packages/clusto/man/clusto.1');

describe.skipIf(lacksPackages('manuals'))('the manual page', () => {
  test('is well-formed for groff', () => {
    const { status, stderr } = spawnSync('groff', ['-ww', '-man', '-Tutf8', '-z', page], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('is well-formed for mandoc; it has a version, not a date', () => {
    const { stdout } = spawnSync('mandoc', ['-Tlint', '-W', 'warning', page], { encoding: 'utf8' });
    expect(stdout.trim().split('\n')).toEqual([expect.stringContaining('missing date, using "": TH')]);
  });

  test('shows commands, their options and examples', () => {
    const { stdout } = spawnSync('mandoc', ['-Tutf8', '-O', 'width=100', page], { encoding: 'utf8' });
    const text = stdout.replaceAll(/.\u0008/g, '').replaceAll(/\s+/g, ' ');
    expect(text).toContain('clusto - a versioned inventory of everything in a datacenter');
    expect(text).toContain('attr set');
    expect(text).toContain('--secret ask for the value, or read it from the standard input, and store it sealed');
    expect(text).toContain('clusto undo 12 13 -m "wrong rack"');
    expect(text).toContain('CLUSTO_AUDIT_FILE');
  });
});
