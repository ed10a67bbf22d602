import { readEc2Attributes } from '../drivers/machines/ec2/ec2-attributes.ts';
import { instanceOf, regionOf } from '../drivers/machines/ec2/ec2-resource.ts';
import { EC2VirtualServer } from '../drivers/machines/ec2/ec2-virtual-server.ts';
import { type EC2VMManager } from '../drivers/machines/ec2/ec2-vm-manager.ts';
import { type Driver } from '../inventory/driver.ts';
import { type Ec2Instance } from '../providers/ec2/ec2-instance.ts';
import { type ListOptions } from '../providers/ec2/list-instances.ts';
import { type Clusto } from './clusto.ts';
import { knownInstances } from './known-instances.ts';

/**
 * A difference between clusto and EC2. `unknown`: clusto has no server for the instance; `missing`: EC2 has no instance for the
 * server; the others say what differs.
 */
export interface Ec2Drift {
  readonly kind: 'unknown' | 'missing' | 'name' | 'type' | 'addresses';
  readonly region: string;
  readonly instance: string;
  /** The name of the server; of an unknown instance the name that it would get. */
  readonly server: string;
  readonly clusto: string;
  readonly ec2: string;
}

/** Drift with what it takes to mend it. */
export interface FoundDrift {
  readonly drift: Ec2Drift;
  readonly instance: Ec2Instance | undefined;
  readonly server: EC2VirtualServer | undefined;
}

const isGone = ({ state }: Ec2Instance): boolean => state === 'terminated' || state === 'shutting-down';

async function differences(server: EC2VirtualServer, instance: Ec2Instance): Promise<FoundDrift[]> {
  const { type } = await readEc2Attributes(server);
  const stored = (await server.attrValues({ key: 'ip', subkey: 'ipstring' })).map(String).toSorted().join(', ');
  const found = [instance.privateIp, instance.publicIp]
    .filter((ip) => ip !== null)
    .toSorted()
    .join(', ');
  const compared: readonly (readonly [Ec2Drift['kind'], string, string])[] = [
    // one without the tag has been adopted
    ['name', server.name, instance.name ?? server.name],
    ['type', type ?? '', instance.type],
    // who has not bound any addresses does not keep them here
    ...(stored === '' || instance.state !== 'running' ? [] : [['addresses', stored, found] as const]),
  ];
  const common = { region: instance.region, instance: instance.id, server: server.name };
  return compared
    .filter(([, clusto, ec2]) => clusto !== ec2)
    .map(([kind, clusto, ec2]) => ({ drift: { ...common, kind, clusto, ec2 }, instance, server }));
}

/** The servers of a manager whose instance was not listed, in regions that were. */
async function missing(
  manager: EC2VMManager,
  known: ReadonlyMap<string, Driver>,
  seen: ReadonlySet<string>,
  isListed: (region: string) => boolean,
): Promise<FoundDrift[]> {
  const found: FoundDrift[] = [];
  for (const [id, server] of known) {
    const present = seen.has(id) ? undefined : await instanceOf(server);
    if (present?.manager.id !== manager.id || !(server instanceof EC2VirtualServer)) continue;
    const region = regionOf(present.resource);
    if (!isListed(region)) continue;
    const drift = { kind: 'missing', region, instance: id, server: server.name, clusto: 'launched', ec2: '' } as const;
    found.push({ drift, instance: undefined, server });
  }
  return found;
}

/**
 * Compares clusto with what EC2 says, both ways, while EC2 answers.
 * @throws as `EC2VMManager.getAllEc2InstanceResources`
 */
export async function* ec2Drift(
  inventory: Clusto,
  manager: EC2VMManager,
  options: ListOptions = {},
): AsyncGenerator<FoundDrift> {
  const known = await knownInstances(inventory);
  const seen = new Set<string>();
  const done = new Set<string>();
  const listing = manager.getAllEc2InstanceResources({
    ...options,
    onRegion: (progress) => {
      if (progress.state === 'done') done.add(progress.region);
      options.onRegion?.(progress);
    },
  });
  for await (const { instance } of listing) {
    if (isGone(instance)) continue;
    seen.add(instance.id);
    const server = known.get(instance.id);
    if (server instanceof EC2VirtualServer) yield* await differences(server, instance);
    if (server !== undefined) continue;
    const common = { region: instance.region, instance: instance.id, server: instance.name ?? instance.id };
    yield { drift: { ...common, kind: 'unknown', clusto: '', ec2: instance.state }, instance, server };
  }
  yield* await missing(manager, known, seen, (region) => done.has(region));
}
