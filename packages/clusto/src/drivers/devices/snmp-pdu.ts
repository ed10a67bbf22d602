import { integer, type PropertyValues } from '../../inventory/property.ts';
import { BasicPowerStrip } from './basic-power-strip.ts';
import { SnmpPowerStrip } from './snmp-power-strip.ts';
import type { PortTable } from './ported.ts';

/** A power strip that switches its outlets by SNMP, of any model that clusto knows; it is asked which one it is. */
export class SnmpPdu extends SnmpPowerStrip {
  static override readonly driverName: string = 'snmppdu';
  static override readonly ports: PortTable = { 'pwr-nema-L5': 1, 'pwr-nema-5': 24, 'nic-eth': 1 };
  static override readonly properties = {
    ...BasicPowerStrip.properties,
    outlets: integer('How many outlets it has.', 24),
  };
  declare readonly propertyTypes: PropertyValues<typeof SnmpPdu.properties>;

  override portsWith({ outlets }: Readonly<Record<string, unknown>>): PortTable {
    return { ...this.ports, 'pwr-nema-5': Math.max(0, Number(outlets)) };
  }
}

/** An APC strip with switched outlets: rPDU2 (AP8xxx), rPDU (AP79xx) or MasterSwitch; it is asked which one it is. */
export class APCPdu extends SnmpPdu {
  static override readonly driverName: string = 'apcpdu';
}

/** A Raritan PX2 or PX3, the first of its chain. */
export class RaritanPdu extends SnmpPdu {
  static override readonly driverName: string = 'raritanpdu';

  protected override get model(): string {
    return 'raritan-pdu2';
  }
}
