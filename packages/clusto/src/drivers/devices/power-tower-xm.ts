import { failure } from '../../base/errors.ts';
import { flag, type PropertyValues } from '../../inventory/property.ts';
import { BasicPowerStrip } from './basic-power-strip.ts';
import type { PortNumber, PortTable } from './ported.ts';
import { SnmpPowerStrip } from './snmp-power-strip.ts';

const outletType = 'pwr-nema-5';
/** Tower a is the master, tower b the slave; each has two branches of eight outlets, numbered on in this order. */
const branches = ['aa', 'ab', 'ba', 'bb'];
const outletsOfBranch = 8;

/**
 * A Server Technology PowerTower XM: a strip whose outlets are named aa1 to ab8, and ba1 to bb8 on its slave
 * (behaviour spec section 15). Outlets are taken by number or by name, with or without a leading dot, and switched by SNMP.
 */
export class PowerTowerXM extends SnmpPowerStrip {
  static override readonly driverName: string = 'powertowerxm';
  static override readonly ports: PortTable = { 'pwr-nema-L5': 2, 'pwr-nema-5': 16, 'nic-eth': 1, 'console-serial': 1 };
  static override readonly properties = {
    ...BasicPowerStrip.properties,
    withslave: flag('Whether a slave tower with the outlets ba1 to bb8 is attached.', false),
  };
  declare readonly propertyTypes: PropertyValues<typeof PowerTowerXM.properties>;

  protected override get model(): string {
    return 'sentry3';
  }

  override portsWith({ withslave }: Readonly<Record<string, unknown>>): PortTable {
    if (withslave !== true) return this.ports;
    return { ...this.ports, [outletType]: branches.length * outletsOfBranch };
  }

  /** @throws PORT_NUMBER_INVALID, and PORT_UNKNOWN for a text that is no name of an outlet */
  protected override readPort(type: string, given: PortNumber): number {
    if (type !== outletType || typeof given !== 'string') return super.readPort(type, given);
    const [, branch = '', outlet] = /^\.?([ab]{2})([1-8])$/.exec(given) ?? [];
    if (branch === '') throw failure('PORT_UNKNOWN', { thing: this, type, number: given });
    return branches.indexOf(branch) * outletsOfBranch + Number(outlet);
  }

  override portName(type: string, number: number): string {
    const branch = branches[Math.floor((number - 1) / outletsOfBranch)];
    if (type !== outletType || branch === undefined) return super.portName(type, number);
    return `${branch}${((number - 1) % outletsOfBranch) + 1}`;
  }
}
