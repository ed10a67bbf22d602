// Rack factories for the layouts of one company: which devices every rack has, how they are cabled, and where the server
// of each switch port goes. A layout is named by the attribute `racklayout` of a rack.
import { type Driver } from 'clusto';
import {
  Cisco4948,
  type LayoutCable,
  OpenGearCM4148,
  PenguinServer2U,
  PowerTowerXM,
  RackFactory,
  type RackLayout,
  type ServerPosition,
} from 'clusto/drivers';

const network = 'nic-eth';
const power = 'pwr-nema-5';
const serial = 'console-serial';

// #region gear
/** Power, network and console of a rack, in the given units. */
const gear = (powerUnit: number, switchUnit: number, consoleUnit: number): RackLayout['devices'] => ({
  sw1: { driver: Cisco4948, units: switchUnit },
  ts1: { driver: OpenGearCM4148, units: consoleUnit },
  pwr1: { driver: PowerTowerXM, units: powerUnit },
});

const cables: readonly LayoutCable[] = [
  { type: network, from: ['pwr1', 1], to: ['sw1', 44] },
  { type: serial, from: ['pwr1', 1], to: ['ts1', 44] },
  { type: power, from: ['sw1', 1], to: ['pwr1', 'aa8'] },
  { type: serial, from: ['sw1', 1], to: ['ts1', 48] },
  { type: power, from: ['ts1', 1], to: ['pwr1', 'ab8'] },
  { type: network, from: ['ts1', 1], to: ['sw1', 43] },
];
// #endregion

/** A place: units, and one outlet for each power supply of the server. */
type Place = readonly [units: number | readonly number[], ...outlets: readonly string[]];

/** Adjacent places of one unit on the outlets of one branch, `count` of them. */
const places = (count: number, unit: number, branch: string): Place[] =>
  Array.from({ length: count }, (_, index) => [unit + index, `${branch}${index + 1}`]);

/** The server of switch port N at the Nth place: network, power and a console on port N. */
function position(port: number, [units, ...outlets]: Place): ServerPosition {
  return {
    units,
    cables: [
      { type: network, port: 1, to: ['sw1', port] },
      ...outlets.map((outlet, index) => ({ type: power, port: index + 1, to: ['pwr1', outlet] as const })),
      { type: serial, port: 1, to: ['ts1', port] },
    ],
    ...(typeof units === 'number' ? {} : { driver: PenguinServer2U }),
  };
}

const positions = (all: readonly Place[]): RackLayout['positions'] =>
  Object.fromEntries(all.map((place, index) => [index + 1, position(index + 1, place)]));

/** The second network port goes to the switch port that is 20 higher, by which the place is known too. */
function doubled(all: readonly Place[]): RackLayout['positions'] {
  const twice = Object.entries(positions(all)).flatMap(([number, { cables: single, ...rest }]) => {
    const port = Number(number);
    const second = { type: network, port: 2, to: ['sw1', port + 20] as const };
    const place = { ...rest, cables: [...single, second] };
    return [
      [port, place],
      [port + 20, place],
    ];
  });
  return Object.fromEntries(twice) as RackLayout['positions'];
}

// #region factory
class DiggRackFactory extends RackFactory {
  /** Servers are on the outlets of both towers. */
  protected override async connected(devices: ReadonlyMap<string, Driver>): Promise<void> {
    await (devices.get('pwr1') as PowerTowerXM).setProperty('withslave', true);
  }
}

export class Digg201001RackFactory extends DiggRackFactory {
  static override readonly layouts: readonly string[] = ['201001'];
  static override readonly layout: RackLayout = {
    devices: gear(41, 36, 34),
    cables,
    positions: positions([
      ...places(8, 1, 'bb'),
      ...places(8, 9, 'ba'),
      ...places(7, 17, 'ab'),
      ...places(7, 25, 'aa'),
    ]),
  };
}
// #endregion

const fives = [...places(5, 1, 'bb'), ...places(5, 7, 'ba'), ...places(5, 13, 'ab')];
const doublesGear = gear(29, 31, 30);

/** Four groups of five servers. */
export class Digg5555RackFactory extends DiggRackFactory {
  static override readonly layouts: readonly string[] = ['5555', '4444'];
  static override readonly layout: RackLayout = {
    devices: doublesGear,
    cables,
    positions: doubled([...fives, ...places(5, 19, 'aa')]),
  };
}

const upper: Place = [[33, 34], 'aa6', 'ba6'];

/** The last two servers have two units and two power supplies each. */
export class Digg53532URackFactory extends DiggRackFactory {
  static override readonly layouts: readonly string[] = ['53532U'];
  static override readonly layout: RackLayout = {
    devices: doublesGear,
    cables,
    positions: doubled([...fives, ...places(3, 19, 'aa'), [[35, 36], 'aa7', 'ba7'], upper]),
  };
}

/** The last server has two units and two power supplies. */
export class Digg54542URackFactory extends DiggRackFactory {
  static override readonly layouts: readonly string[] = ['54542U'];
  static override readonly layout: RackLayout = {
    devices: doublesGear,
    cables,
    positions: doubled([...fives, ...places(4, 19, 'aa'), upper]),
  };
}
