import type { StoragePool, VolumeName } from '../../providers/libvirt/storage-pool.ts';
import { type Seed, seedImage } from '../../providers/nocloud/seed-image.ts';
import type { MachineSpec, RootDisk } from './machine-spec.ts';

type Control = { readonly signal?: AbortSignal | undefined };

/** A volume that is made for a machine. */
export interface OwnVolume {
  readonly name: VolumeName;
  /** As progress shows it: `volume v1000-root, 20 GB`. */
  readonly text: string;
  readonly isReadOnly?: boolean;
  make(pool: StoragePool, control: Control): Promise<void>;
}

async function makeRoot(name: string, root: RootDisk, pool: StoragePool, control: Control): Promise<void> {
  if (root.from === 'volume') return;
  const bytes = root.gigabytes * 2 ** 30;
  if (root.from === 'image') return pool.clone(root.image, name, bytes, control);
  await pool.create(name, bytes, control);
  if (root.from === 'file') await pool.upload(name, root.file, control);
}

/** The volumes that a machine gets, in the order of its disks. @param domain its name on the hypervisor */
export function ownVolumes(domain: string, { pool, root, swap }: MachineSpec, seed: Seed | undefined): OwnVolume[] {
  const volume = (role: string, size: string, make: OwnVolume['make'], isReadOnly = false): OwnVolume => {
    const name = `${domain}-${role}`;
    return { name: { pool, name }, text: `volume ${name}, ${size}`, make, isReadOnly };
  };
  const volumes: OwnVolume[] = [];
  if (root.from !== 'volume')
    volumes.push(
      volume('root', `${root.gigabytes} GB`, (into, control) => makeRoot(`${domain}-root`, root, into, control)),
    );
  if (swap > 0)
    volumes.push(
      volume('swap', `${swap} MB`, (into, control) => into.create(`${domain}-swap`, swap * 2 ** 20, control)),
    );
  if (seed) {
    const image = seedImage(seed);
    const make: OwnVolume['make'] = async (into, control) => {
      await into.create(`${domain}-seed`, image.length, control);
      await into.write(`${domain}-seed`, image, control);
    };
    volumes.push(volume('seed', `${Math.ceil(image.length / 1024)} KB`, make, true));
  }
  return volumes;
}
