import type { HostDisk } from './host-description.ts';
import { someSerial, someText, ToolOutput } from './tool-output.ts';

/** Devices of type `disk` that hold nothing of their own: memory, images, network shares, floppies. */
const noDisk = /^(?:ram|zram|loop|nbd|fd|rbd|sr)\d/;

/**
 * The disks in the output of `lsblk -J -b -d -o NAME,SIZE,TYPE,MODEL,SERIAL,REV` (lsblk(8)), by name.
 * @throws HOST_ANSWER_INVALID
 */
export function readLsblk(text: string, host: string): HostDisk[] {
  const output = new ToolOutput({ tool: 'lsblk', host });
  const { blockdevices } = output.object(output.json(text), 'the whole');
  return output
    .objects(blockdevices, 'blockdevices')
    .filter(({ type, name }) => type === 'disk' && !noDisk.test(String(name)))
    .map(({ name, size, model, serial, rev }) => ({
      name: output.needText(name, 'the name of a disk'),
      size: output.needCount(size, `the size of ${String(name)}`),
      model: someText(model),
      serial: someSerial(serial),
      firmware: someText(rev),
    }))
    .filter(({ size }) => size > 0)
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}
