import { failure } from '../../base/errors.ts';
import { type PortNumber, Ported } from '../../drivers/devices/ported.ts';

/** One end of a cable. */
export interface CableEnd {
  readonly device: string;
  readonly type: string;
  readonly port: string;
  readonly number: number;
  /** The name that the device gives the port: `aa3`. */
  readonly name: string;
}

/** A cable on the way, from near to far. */
export interface Hop {
  readonly from: CableEnd;
  readonly to: CableEnd;
}

const end = (device: Ported, port: string, number: number): CableEnd => ({
  device: device.name,
  type: device.type,
  port,
  number,
  name: device.portName(port, number),
});

async function cableAt(device: Ported, port: string, number: number): Promise<[Ported, number] | undefined> {
  const [to, toNumber] = await Promise.all([
    device.getConnected(port, number),
    device.getPortAttr(port, number, 'otherportnum'),
  ]);
  if (!(to instanceof Ported) || toNumber === null) return undefined;
  return [to, await to.portNumber(port, toNumber as PortNumber)];
}

/**
 * Follows a cable from a port to its other end, and on through panels, as far as it goes.
 * @returns the cables in order; empty when nothing is connected
 * @throws PORT_UNKNOWN, CABLE_LOOP when the way comes back to where it was
 */
export async function traceCable(device: Ported, port: string, given: PortNumber): Promise<Hop[]> {
  const hops: Hop[] = [];
  const seen = new Set<string>();
  let at: { device: Ported; port: string; number: number } | undefined = {
    device,
    port,
    number: await device.portNumber(port, given),
  };
  while (at !== undefined) {
    const key = `${at.device.id}/${at.port}/${at.number}`;
    if (seen.has(key)) throw failure('CABLE_LOOP', { thing: at.device, type: at.port, number: at.number });
    seen.add(key);
    const far = await cableAt(at.device, at.port, at.number);
    if (far === undefined) return hops;
    const [to, number] = far;
    hops.push({ from: end(at.device, at.port, at.number), to: end(to, at.port, number) });
    const through = to.passThrough(at.port, number);
    at = through === undefined ? undefined : { device: to, port: through.type, number: through.number };
  }
  return hops;
}
