import type { AllocateAddressParams } from '../addresses/allocate-address.ts';
import type { ReleaseOptions } from '../addresses/release-addresses.ts';
import type { Clusto } from '../clusto.ts';
import type { EntityTerm } from '../find-entity.ts';
import type { PortReference } from '../ports/port-reference.ts';
import type { MountParams } from '../racks/mount-device.ts';
import type { Driver } from '../../inventory/driver.ts';
import { acts, asks, changes } from './verb.ts';

const deviceOf = async (clusto: Clusto, term: EntityTerm) =>
  (await import('../find-device.ts')).findDevice(clusto, term);

/** Racks, ports, cables and addresses. */
export const deviceVerbs = {
  findRack: asks(async (clusto, name: string) => (await import('../racks/describe-rack.ts')).findRack(clusto, name)),
  describeRack: asks(async (clusto, thing: EntityTerm) => {
    const { describeRack, findRack } = await import('../racks/describe-rack.ts');
    return describeRack(await findRack(clusto, thing));
  }),
  mountDevice: changes(async (clusto, thing: EntityTerm, params: Omit<MountParams, 'device'>) => {
    const { mountDevice } = await import('../racks/mount-device.ts');
    const device = await deviceOf(clusto, thing);
    return { device: device.name, rack: params.rack, units: await mountDevice(clusto, { ...params, device }) };
  }),
  removeFromRack: changes(async (clusto, name: string, things: readonly Driver[]) => {
    const { findRack } = await import('../racks/describe-rack.ts');
    const { removeMembers } = await import('../remove-members.ts');
    return removeMembers(clusto, await findRack(clusto, name), things);
  }),
  connectCable: changes(
    async (clusto, term: string, near: PortReference, otherTerm: string, far: PortReference): Promise<void> => {
      const { connectCable } = await import('../ports/connect-cable.ts');
      await connectCable(await deviceOf(clusto, term), near, await deviceOf(clusto, otherTerm), far);
    },
  ),
  disconnectPort: changes(async (clusto, term: string, { type, number }: PortReference): Promise<void> => {
    await (await deviceOf(clusto, term)).disconnectPort(type, number);
  }),
  listPorts: asks(async (clusto, thing: EntityTerm) =>
    (await import('../ports/list-ports.ts')).listPorts(await deviceOf(clusto, thing)),
  ),
  traceCable: asks(async (clusto, thing: EntityTerm, { type, number }: PortReference) =>
    (await import('../ports/trace-cable.ts')).traceCable(await deviceOf(clusto, thing), type, number),
  ),
  allocateAddress: changes(async (clusto, params: Omit<AllocateAddressParams, 'term'> & { readonly term: Driver }) => ({
    device: params.term.name,
    ip: await (await import('../addresses/allocate-address.ts')).allocateAddress(clusto, params),
  })),
  bindAddress: changes(
    async (clusto, term: string, ip: string, osPort: string, port: PortReference | undefined): Promise<void> => {
      const device = await deviceOf(clusto, term);
      await device.bindIpToOsPort(ip, osPort, { portType: port?.type, portNum: port?.number });
    },
  ),
  addressesOf: asks(async (clusto, thing: EntityTerm) => (await deviceOf(clusto, thing)).getIps()),
  releaseAddresses: changes(
    async (clusto, thing: EntityTerm, ips: readonly string[], options: ReleaseOptions): Promise<string[]> =>
      (await import('../addresses/release-addresses.ts')).releaseAddresses(
        clusto,
        await deviceOf(clusto, thing),
        ips,
        options,
      ),
  ),
  describeAddresses: asks(async (clusto, given: readonly string[], owners: readonly Driver[]) => {
    const { describeAddress } = await import('../addresses/describe-address.ts');
    const entities = owners.map(({ id }) => id);
    const rows = await clusto.reader.attributes({ entities, key: 'ip', subkey: 'ipstring' });
    const ips = new Set([...given, ...rows.flatMap(({ string }) => string ?? [])]);
    return Promise.all([...ips].map((ip) => describeAddress(clusto, ip)));
  }),
  // the next one is what a write would find, so it is asked as one
  nextAddress: acts('read', async (clusto, subnet: string) =>
    (await import('../addresses/next-address.ts')).nextAddress(clusto, subnet),
  ),
  listSubnets: asks(async (clusto, terms: readonly Driver[] | undefined) =>
    (await import('../addresses/list-subnets.ts')).listSubnets(clusto, terms),
  ),
};
