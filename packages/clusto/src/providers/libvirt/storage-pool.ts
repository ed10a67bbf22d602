import { ClustoException, failure } from '../../base/errors.ts';
import { element } from './xml-element.ts';
import { ReadXml } from './read-xml.ts';
import type { Virsh, VirshCall } from './virsh.ts';

/** A volume as the hypervisor knows it. */
export interface Volume {
  readonly name: string;
  readonly path: string;
  /** In bytes. */
  readonly capacity: number;
}

/** A volume in some pool. */
export interface VolumeName {
  readonly pool: string;
  readonly name: string;
}

/** How to follow and interrupt what is done; the step is told by what is done. */
type Control = Pick<VirshCall, 'signal'>;

/** Copying an image takes as long as its size does. */
const copyTimeout = 3_600_000;
const changeTimeout = 120_000;

const isCode = (error: unknown, code: string): boolean => error instanceof ClustoException && error.code === code;

/** The volumes of one storage pool of libvirt, a volume group of LVM as a rule (https://libvirt.org/storage.html). */
export class StoragePool {
  readonly name: string;
  readonly #virsh: Virsh;

  constructor(virsh: Virsh, name: string) {
    this.#virsh = virsh;
    this.name = name;
  }

  /**
   * Sees to it that the pool can be used: that it is there, runs, and knows volumes that others made.
   * @throws POOL_MISSING
   */
  async open(control: Control = {}): Promise<void> {
    const step = `opening the storage pool ${this.name}`;
    const info = await this.#virsh.run(['pool-info', '--pool', this.name], { step, ...control });
    const isRunning = /^State:\s*running/m.test(info);
    await this.#virsh.run([isRunning ? 'pool-refresh' : 'pool-start', '--pool', this.name], {
      step,
      timeout: changeTimeout,
      ...control,
    });
  }

  /** The paths of its volumes on the hypervisor, by name: one call. */
  async paths(control: Control = {}): Promise<Map<string, string>> {
    const step = `listing the volumes of ${this.name}`;
    return readVolumeList(await this.#virsh.run(['vol-list', '--pool', this.name], { step, ...control }));
  }

  /** What a volume is; undefined where there is none. */
  async find(name: string, control: Control = {}): Promise<Volume | undefined> {
    const step = `looking at the volume ${name}`;
    try {
      const answer = await this.#virsh.run(['vol-dumpxml', '--pool', this.name, '--vol', name], { step, ...control });
      return await readVolume(answer, this.#virsh.host, step);
    } catch (error) {
      if (isCode(error, 'VOLUME_MISSING')) return undefined;
      throw error;
    }
  }

  /** @throws VOLUME_MISSING */
  async get(name: string, step: string, control: Control = {}): Promise<Volume> {
    const volume = await this.find(name, control);
    if (volume) return volume;
    throw failure('VOLUME_MISSING', { host: this.#virsh.host, step, name });
  }

  /** Makes an empty volume. @param bytes how large @throws NAME_TAKEN_ON_HYPERVISOR, HYPERVISOR_NO_SPACE */
  async create(name: string, bytes: number, control: Control = {}): Promise<void> {
    await this.#virsh.run(['vol-create-as', '--pool', this.name, '--name', name, '--capacity', `${bytes}b`], {
      step: `creating the volume ${name}`,
      timeout: changeTimeout,
      ...control,
    });
  }

  /**
   * Makes a volume that begins with a copy of an image, and is at least as large as asked.
   * @param bytes how large
   * @throws VOLUME_MISSING for the image, NAME_TAKEN_ON_HYPERVISOR, HYPERVISOR_NO_SPACE
   */
  async clone(image: VolumeName, name: string, bytes: number, control: Control = {}): Promise<void> {
    const step = `copying the image ${image.pool}/${image.name} to the volume ${name}`;
    const source = await new StoragePool(this.#virsh, image.pool).get(image.name, step, control);
    const capacity = Math.max(bytes, source.capacity);
    const { xml } = element(
      'volume',
      {},
      element('name', {}, name),
      element('capacity', { unit: 'bytes' }, capacity),
      element('target', {}, element('format', { type: 'raw' })),
    );
    const call = { step, timeout: copyTimeout, ...control };
    await this.#virsh.withFile(
      xml,
      (file) => [
        'vol-create-from',
        '--pool',
        this.name,
        '--file',
        file,
        '--inputpool',
        image.pool,
        '--vol',
        image.name,
      ],
      call,
    );
    // an image of another format gets the size that it says itself
    const made = await this.get(name, step, control);
    if (made.capacity < capacity)
      await this.#virsh.run(['vol-resize', '--pool', this.name, '--vol', name, '--capacity', `${capacity}b`], {
        ...call,
        timeout: changeTimeout,
      });
  }

  /** Writes a file of this machine into a volume, byte by byte. */
  async upload(name: string, file: string, control: Control = {}): Promise<void> {
    await this.#virsh.run(['vol-upload', '--pool', this.name, '--vol', name, '--file', file], {
      step: `uploading ${file} to the volume ${name}`,
      timeout: copyTimeout,
      ...control,
    });
  }

  /** Writes bytes into a volume. */
  async write(name: string, content: Uint8Array, control: Control = {}): Promise<void> {
    const call = { step: `uploading the volume ${name}`, timeout: changeTimeout, ...control };
    await this.#virsh.withFile(
      content,
      (file) => ['vol-upload', '--pool', this.name, '--vol', name, '--file', file],
      call,
    );
  }

  /** Deletes a volume with what is on it; one that is not there is fine. */
  async delete(name: string, control: Control = {}): Promise<void> {
    try {
      await this.#virsh.run(['vol-delete', '--pool', this.name, '--vol', name], {
        step: `deleting the volume ${name}`,
        timeout: changeTimeout,
        ...control,
      });
    } catch (error) {
      if (!isCode(error, 'VOLUME_MISSING')) throw error;
    }
  }
}

/** Reads what `vol-list` prints. @returns paths by name */
export function readVolumeList(answer: string): Map<string, string> {
  const lines = answer.split('\n').map((line) => /^\s*(\S.*?)\s+(\/.*?)\s*$/.exec(line));
  return new Map(lines.flatMap((match) => (match ? [[match[1] as string, match[2] as string]] : [])));
}

/** Reads what `vol-dumpxml` prints. */
export async function readVolume(answer: string, host: string, step: string): Promise<Volume> {
  const volume = await ReadXml.parse(answer, host, step);
  return {
    name: volume.text('name') ?? '',
    path: volume.text('target', 'path') ?? '',
    capacity: volume.bytes('capacity') ?? 0,
  };
}
