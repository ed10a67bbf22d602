import { inject } from 'vitest';
import { debianPackages, type PackageGroup } from './apt-install.ts';

/** Whether a group of Debian packages could not be installed: `describe.skipIf(lacksPackages('snmp'))`. */
export function lacksPackages(group: PackageGroup): boolean {
  const missing = new Set<string>(inject('missingPackages'));
  return debianPackages[group].some((name) => missing.has(name));
}
