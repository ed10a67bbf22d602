import { isIp, parseIp } from '../../base/ip.ts';
import { type IsoFile, isoImage } from './iso-image.ts';

/** An interface of a guest: its name in the operating system and what it is told from others by. */
export interface SeedInterface {
  readonly name: string;
  readonly mac: string;
  /** With their prefix lengths: `192.168.1.51/24`. None means DHCP. */
  readonly addresses: readonly string[];
  readonly gateways: readonly string[];
}

/** What a guest is told at its first boot. */
export interface Seed {
  /** Another one makes cloud-init start afresh. */
  readonly instanceId: string;
  readonly hostname: string;
  readonly fqdn?: string | undefined;
  /** Public keys for the first user. */
  readonly sshKeys: readonly string[];
  readonly interfaces: readonly SeedInterface[];
  readonly nameservers: readonly string[];
  readonly searchDomains: readonly string[];
  /** Instead of the user data that clusto writes: a `#cloud-config`, a script. */
  readonly userData?: string | undefined;
}

// JSON is YAML, and nothing in it can be misread
const yaml = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function ethernet({ name, mac, addresses, gateways }: SeedInterface, seed: Seed): Record<string, unknown> {
  const match = { match: { macaddress: mac }, 'set-name': name };
  if (addresses.length === 0) return { ...match, dhcp4: true };
  const routes = gateways.map((via) => ({ to: isIp(via) && parseIp(via).family === 6 ? '::/0' : '0.0.0.0/0', via }));
  const nameservers = { addresses: seed.nameservers, search: seed.searchDomains };
  return {
    ...match,
    addresses,
    ...(routes.length > 0 ? { routes } : {}),
    ...(seed.nameservers.length > 0 ? { nameservers } : {}),
  };
}

/**
 * The files of the NoCloud data source (https://docs.cloud-init.io/en/latest/reference/datasources/nocloud.html), the
 * network in version 2 of its format.
 */
export function seedFiles(seed: Seed): IsoFile[] {
  const { instanceId, hostname, fqdn, sshKeys, interfaces, userData } = seed;
  const ethernets = Object.fromEntries(interfaces.map((one) => [one.name, ethernet(one, seed)]));
  const config = { hostname, ...(fqdn === undefined ? {} : { fqdn }), manage_etc_hosts: true };
  const metaData = { 'instance-id': instanceId, 'local-hostname': hostname, 'public-keys': sshKeys };
  return [
    { name: 'meta-data', content: yaml(metaData) },
    { name: 'user-data', content: userData ?? `#cloud-config\n${yaml(config)}` },
    ...(interfaces.length > 0 ? [{ name: 'network-config', content: yaml({ version: 2, ethernets }) }] : []),
  ];
}

/** The same as the image of a disk, which cloud-init finds by its label. */
export function seedImage(seed: Seed): Buffer {
  return isoImage('cidata', seedFiles(seed), new Date(0));
}
