import { failure } from '../../base/errors.ts';
import type { PowerAction } from '../../providers/power-state.ts';
import type { PduOutlet } from '../../providers/snmp/pdu-outlet.ts';
import { snmpEndpoint, type SnmpTarget } from '../../providers/snmp/snmp-target.ts';
import type { PowerStep } from '../power/power-plan.ts';
import type { CallOptions } from '../power/call-options.ts';
import type { PowerReading, PowerSource } from '../power/power-source.ts';
import { snmpTargetOf } from '../power/snmp-target-of.ts';
import { BasicPowerStrip } from './basic-power-strip.ts';
import type { PortNumber } from './ported.ts';

const outletType = 'pwr-nema-5';

interface Found {
  readonly target: SnmpTarget;
  readonly outlet: PduOutlet;
}

/** A power strip that switches its outlets by SNMP; the base of the drivers that do, and no driver by itself. */
export abstract class SnmpPowerStrip extends BasicPowerStrip implements PowerSource {
  /** The model of every strip of this driver; left out where the strip is asked what it is. */
  protected get model(): string | undefined {
    return undefined;
  }

  /** @throws NOT_SUPPORTED, PORT_UNKNOWN, PORT_NUMBER_INVALID, and as `snmpTargetOf` and `findOutlet` */
  async #find(portType: string, portNum: PortNumber, { signal }: CallOptions): Promise<Found> {
    if (portType !== outletType)
      throw failure('NOT_SUPPORTED', { thing: this, action: `switch the power of a port ${portType}` });
    const name = this.portName(portType, await this.portNumber(portType, portNum));
    const { target, model = this.model } = await snmpTargetOf(this);
    const { findOutlet } = await import('../../providers/snmp/pdu-outlet.ts');
    return { target, outlet: await findOutlet(target, name, { model, signal }) };
  }

  /** What the strip says of an outlet. @throws as `planOutlet` */
  async outletState(portType: string, portNum: PortNumber, options: CallOptions = {}): Promise<PowerReading> {
    const { target, outlet } = await this.#find(portType, portNum, options);
    const { readOutlet } = await import('../../providers/snmp/pdu-outlet.ts');
    const { name, state } = await readOutlet(target, outlet, options.signal);
    return { source: `${this.name} outlet ${outlet.name}`, state, detail: name };
  }

  /**
   * What an action would set, found out by reading only.
   * @throws NOT_SUPPORTED for another type of port, PORT_UNKNOWN, HARDWARE_SETTING_MISSING without an address or a
   * community, PDU_OUTLET_UNKNOWN, PDU_OUTLET_REFUSED, PDU_MODEL_UNKNOWN, SNMP_NO_ANSWER, SNMP_REFUSED
   */
  async planOutlet(
    action: PowerAction,
    portType: string,
    portNum: PortNumber,
    options: CallOptions = {},
  ): Promise<PowerStep> {
    if (action === 'soft')
      throw failure('NOT_SUPPORTED', { thing: this, action: 'ask an operating system to shut down' });
    const { target, outlet } = await this.#find(portType, portNum, options);
    const { outletCommand, readOutlet, switchOutlet } = await import('../../providers/snmp/pdu-outlet.ts');
    const command = outletCommand(target, outlet, action, await readOutlet(target, outlet, options.signal));
    const { action: sent, oid, value } = command;
    return {
      what: `${this.name} outlet ${outlet.name} ${sent}`,
      call: { via: 'snmp', agent: snmpEndpoint(target), oid, value },
      run: ({ signal } = {}) => switchOutlet(target, outlet, command, signal),
    };
  }

  /** @throws as `planOutlet`, PDU_ECHO_DIFFERS */
  async setPowerOn(portType: string, portNum: PortNumber, options?: CallOptions): Promise<void> {
    await (await this.planOutlet('on', portType, portNum, options)).run(options);
  }

  /** @throws as `planOutlet`, PDU_ECHO_DIFFERS */
  async setPowerOff(portType: string, portNum: PortNumber, options?: CallOptions): Promise<void> {
    await (await this.planOutlet('off', portType, portNum, options)).run(options);
  }

  /** Off and on again; an outlet that is off is switched on. @throws as `planOutlet`, PDU_ECHO_DIFFERS */
  async reboot(portType: string, portNum: PortNumber, options?: CallOptions): Promise<void> {
    await (await this.planOutlet('reboot', portType, portNum, options)).run(options);
  }
}
