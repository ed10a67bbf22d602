import { spawnSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The Debian packages that the system tests need and that could not be had. */
    missingPackages: readonly string[];
  }
}

/** What the system tests need of Debian, by what they are for. Nothing is added by the packages that apt recommends. */
export const debianPackages = {
  libvirt: [
    'libvirt-daemon-system',
    'libvirt-clients',
    'qemu-system-x86',
    'qemu-utils',
    'libxml2-utils',
    'busybox-static',
    'cpio',
    'genisoimage',
    'netcat-openbsd',
    'iproute2',
    'lvm2',
    'openssh-client',
    'openssh-server',
  ],
  ipmi: ['ipmitool', 'openipmi'],
  snmp: ['snmp', 'snmpd'],
  ssh: ['openssh-client', 'openssh-server'],
  mariadb: ['mariadb-server'],
  ansible: ['ansible-core'],
  bind: ['bind9-utils'],
  dhcpd: ['isc-dhcp-server'],
  kea: ['kea-dhcp4-server', 'kea-dhcp6-server'],
  prometheus: ['prometheus'],
  proxies: ['nginx', 'caddy'],
  shells: ['fish', 'zsh'],
  systemd: ['systemd'],
  dhcp: ['busybox-static', 'iproute2', 'isc-dhcp-client', 'isc-dhcp-relay'],
  pxe: ['qemu-system-x86', 'ovmf', 'ipxe', 'dnsmasq-base', 'snmp', 'iproute2'],
  manuals: ['groff', 'mandoc'],
} as const satisfies Record<string, readonly string[]>;

export type PackageGroup = keyof typeof debianPackages;

const aptOptions = ['-q', '-y', '--no-install-recommends', '-o', 'Dpkg::Use-Pty=0'];

function isInstalled(name: string): boolean {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], { encoding: 'utf8' });
  return stdout === 'installed';
}

/** Runs apt-get. @returns undefined, or why it failed */
function apt(...args: string[]): string | undefined {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  const { status, stdout, stderr, error } = spawnSync('apt-get', args, { env, encoding: 'utf8', timeout: 900_000 });
  if (status === 0) return undefined;
  return error?.message ?? `${stderr}${stdout}`.trimEnd().split('\n').slice(-5).join('\n');
}

function tell(text: string): void {
  process.stderr.write(`system tests: ${text}\n`);
}

function install(names: readonly string[]): string | undefined {
  if (process.platform !== 'linux') return 'this is not Linux';
  if (process.geteuid?.() !== 0) return 'only root can install them';
  tell(`apt-get install ${names.join(' ')}`);
  const first = apt('install', ...aptOptions, ...names);
  if (first === undefined) return undefined;
  // the lists of a fresh container are empty or old
  const again = apt('update', '-q') ?? apt('install', ...aptOptions, ...names);
  if (again === undefined) return undefined;
  // a distribution that lacks one package may have all the others
  const reasons = names.map((name) => apt('install', ...aptOptions, name));
  return reasons.find((reason) => reason !== undefined);
}

/**
 * Installs once what the system tests need. What cannot be had is told, and the tests that need it are skipped; where `CI`
 * is set it is an error, so that no test is left out unseen.
 */
export function setup(project: TestProject): void {
  const wanted = Object.values<readonly string[]>(debianPackages).flat();
  const absent = wanted.filter((name) => !isInstalled(name));
  const reason = absent.length === 0 ? undefined : install(absent);
  const missing = absent.filter((name) => !isInstalled(name));
  project.provide('missingPackages', missing);
  if (missing.length === 0) return;
  const problem = `without ${missing.join(', ')}: ${reason ?? 'apt-get did not install them'}`;
  if (process.env['CI']) throw new Error(problem);
  tell(`${problem}\nThe tests that need them are skipped.`);
}
