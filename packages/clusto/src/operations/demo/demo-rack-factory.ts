import { Cisco4948 } from '../../drivers/devices/cisco4948.ts';
import { OpenGearCM4148 } from '../../drivers/devices/open-gear-cm4148.ts';
import { PowerTowerXM } from '../../drivers/devices/power-tower-xm.ts';
import { RackFactory } from '../../drivers/factories/rack-factory.ts';
import { type RackLayout, type ServerPosition } from '../../drivers/factories/rack-layout.ts';

/** How many servers stand in a rack of the demonstration. */
export const serversOfRack = 12;

/** Outlets aa8 and ab8 feed the gear at the top. */
const outletOf = (port: number): string => (port <= 7 ? `aa${port}` : `ab${port - 7}`);

/** The server at a switch port stands in the unit, and hangs on the console port, of the same number. */
function position(port: number): ServerPosition {
  return {
    units: port,
    cables: [
      { type: 'nic-eth', port: 1, to: ['sw1', port] },
      { type: 'pwr-nema-5', port: 1, to: ['pwr1', outletOf(port)] },
      { type: 'console-serial', port: 1, to: ['ts1', port] },
    ],
  };
}

/** The racks of the demonstration: a switch, a console server and a power strip at the top, servers from unit 1 up. */
export class DemoRackFactory extends RackFactory {
  static override readonly layouts: readonly string[] = ['demo'];
  static override readonly layout: RackLayout = {
    devices: {
      pwr1: { driver: PowerTowerXM, units: 41 },
      sw1: { driver: Cisco4948, units: 36 },
      ts1: { driver: OpenGearCM4148, units: 34 },
    },
    cables: [
      { type: 'nic-eth', from: ['pwr1', 1], to: ['sw1', 44] },
      { type: 'nic-eth', from: ['ts1', 1], to: ['sw1', 43] },
      { type: 'console-serial', from: ['pwr1', 1], to: ['ts1', 44] },
      { type: 'console-serial', from: ['sw1', 1], to: ['ts1', 48] },
      { type: 'pwr-nema-5', from: ['sw1', 1], to: ['pwr1', 'aa8'] },
      { type: 'pwr-nema-5', from: ['ts1', 1], to: ['pwr1', 'ab8'] },
    ],
    positions: Object.fromEntries(
      Array.from({ length: serversOfRack }, (_, index) => [index + 1, position(index + 1)]),
    ),
  };
}
