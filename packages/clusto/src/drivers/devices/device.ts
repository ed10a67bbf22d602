import { failure } from '../../base/errors.ts';
import { ipKey } from '../../base/ip.ts';
import type { DriverAttribute } from '../../inventory/driver.ts';
import { type PropertyValues, text } from '../../inventory/property.ts';
import { getIpManager } from '../resources/get-ip-managers.ts';
import type { PowerAction } from '../../providers/power-state.ts';
import type { ConsoleOptions } from '../machines/virtual-machine.ts';
import type { PowerMeans, PowerPlan, PowerResult } from '../power/power-plan.ts';
import type { CallOptions } from '../power/call-options.ts';
import type { PowerStatus } from '../power/power-status.ts';
import type { RunPlanOptions } from '../power/run-power-plan.ts';
import { IPManager } from '../resources/ip-manager.ts';
import { readAddress } from '../resources/read-address.ts';
import { defaultPorts, Ported, type PortNumber, type PortTable } from './ported.ts';

/** An address as text, or as the integer that attributes keep. */
export type Address = string | number | bigint;

export interface AddIpOptions {
  /** Left out: the manager chooses one. */
  readonly ip?: Address | undefined;
  /** Left out: the most specific one that covers the address. */
  readonly ipman?: IPManager | undefined;
  /** Also an address in quarantine, which leaves it. */
  readonly quarantined?: boolean | undefined;
}

export interface BindOptions {
  /** Gives out the address if this thing does not have it yet. Default: the most specific one that covers it. */
  readonly ipman?: IPManager | undefined;
  /** The port that the operating system's name stands for; with `portNum`. */
  readonly portType?: string | undefined;
  readonly portNum?: PortNumber | undefined;
}

export interface PowerPlanOptions extends CallOptions {
  /** Instead of the means that the attributes and the cables say. */
  readonly method?: PowerMeans | undefined;
}

export interface PowerOptions extends PowerPlanOptions, RunPlanOptions {}

export interface PowerOffOptions extends PowerOptions {
  /** Ask the operating system to shut down, and do not wait for it. Not possible at power strips. Default: false. */
  readonly soft?: boolean | undefined;
}

/** A piece of hardware, or what stands for one: it has ports, names and addresses (behaviour spec section 10). */
export class Device extends Ported {
  static override readonly driverName: string = 'device';
  static override readonly type: string = 'device';
  static override readonly ports: PortTable = defaultPorts;
  static override readonly properties = {
    ...Ported.properties,
    model: text('What the manufacturer calls it.'),
    serialnum: text('The serial number.'),
    manufacturer: text('Who made it.'),
  };
  declare readonly propertyTypes: PropertyValues<typeof Device.properties>;

  // ---- names

  /** The attribute `hostname`; without one the name of the entity. */
  async hostname(): Promise<string> {
    const [hostname] = await this.attrValues({ key: 'hostname' });
    return typeof hostname === 'string' ? hostname : this.name;
  }

  /** @throws ATTRIBUTE_AMBIGUOUS when there are several */
  async setHostname(hostname: string): Promise<void> {
    await this.setAttr({ key: 'hostname', value: hostname });
  }

  /** The fully qualified domain names, in the order of adding. */
  async fqdns(): Promise<string[]> {
    return (await this.attrValues({ key: 'fqdn' })).map(String);
  }

  /** Adds a domain name; one that is there already is fine. */
  addFqdn(fqdn: string): Promise<void> {
    return this.inventory.write(async () => {
      if (!(await this.hasAttr({ key: 'fqdn', value: fqdn })))
        await this.addAttr({ key: 'fqdn', number: true, value: fqdn });
    });
  }

  /** Removes a domain name; one that is not there is fine. */
  removeFqdn(fqdn: string): Promise<void> {
    return this.delAttrs({ key: 'fqdn', value: fqdn });
  }

  // ---- addresses

  /**
   * Gives the device an address: a chosen one, or the next of a manager.
   * @returns the attribute `ip`
   * @throws IP_UNDECIDED without both, IP_MANAGER_MISSING, IP_QUARANTINED, and as `IPManager.allocate`
   */
  addIp(options: AddIpOptions): Promise<DriverAttribute>;
  addIp(ip?: Address, ipman?: IPManager): Promise<DriverAttribute>;
  addIp(first?: Address | AddIpOptions, second?: IPManager): Promise<DriverAttribute> {
    const { ip, ipman, quarantined }: AddIpOptions = typeof first === 'object' ? first : { ip: first, ipman: second };
    return this.inventory.write(async () => {
      if (ip === undefined && ipman === undefined) throw failure('IP_UNDECIDED', { thing: this });
      const manager = ipman ?? (await getIpManager(this.inventory, ip as Address));
      return manager.allocate(this, ip, { quarantined });
    });
  }

  /** Whether the device has this address. @throws IP_INVALID */
  async hasIp(ip: Address): Promise<boolean> {
    const condition = { entity: this.id, space: IPManager.attrName, resource: ipKey(readAddress(ip)) };
    return (await this.inventory.reader.allocations(condition)).length > 0;
  }

  /** The addresses as text, in the order of allocation. */
  async getIps(): Promise<string[]> {
    return (await this.attrValues({ key: IPManager.attrName, subkey: 'ipstring' })).map(String);
  }

  /**
   * Notes that an address is on an interface of the operating system (`eth0`), and gives the device the address if it does
   * not have it yet; another name that the address had is replaced. With a port, the port gets the name too.
   * @throws ARGUMENT_INVALID, IP_MANAGER_MISSING, RESOURCE_TAKEN, PORT_UNKNOWN; then nothing is changed
   */
  bindIpToOsPort(ip: Address, osPortName: string, options: BindOptions = {}): Promise<void> {
    const { ipman, portType, portNum } = options;
    return this.inventory.write(async () => {
      if ((portType === undefined) !== (portNum === undefined))
        throw failure('ARGUMENT_INVALID', {
          argument: 'the port',
          expected: 'portType and portNum together',
          value: portType ?? portNum,
        });
      const manager = ipman ?? (await getIpManager(this.inventory, ip));
      if (!(await this.hasIp(ip))) await manager.allocate(this, ip);
      await manager.setResourceAttr(this, ip, 'osportname', osPortName);
      if (portType !== undefined && portNum !== undefined)
        await this.setPortAttr(portType, portNum, 'osportname', osPortName);
    });
  }

  // ---- power

  /**
   * Switches the thing on: by its management controller, or at the outlets that its power ports are cabled to.
   * @returns what was switched; nothing when it was on already
   * @throws POWER_UNKNOWN_MEANS, NOT_SUPPORTED, HARDWARE_SETTING_MISSING, HARDWARE_SETTING_INVALID; then nothing was sent.
   * POWER_STOPPED after a part was switched, POWER_NOT_REACHED, and what the means throw
   */
  powerOn(options: PowerOptions = {}): Promise<PowerResult> {
    return this.#switchPower('on', options);
  }

  /** The same, off; with `soft` its operating system is asked to shut down, and not waited for. */
  powerOff({ soft = false, ...options }: PowerOffOptions = {}): Promise<PowerResult> {
    return this.#switchPower(soft ? 'soft' : 'off', options);
  }

  /** The same, off and on again; what is off is switched on. Several outlets are off together before one is on again. */
  powerReboot(options: PowerOptions = {}): Promise<PowerResult> {
    return this.#switchPower('reboot', options);
  }

  /** Whether it has power. @throws as `powerOn` */
  async powerState({ method, signal }: PowerPlanOptions = {}): Promise<PowerStatus> {
    const { choosePowerControl } = await import('../power/choose-power-control.ts');
    const { powerStatus } = await import('../power/power-status.ts');
    return powerStatus(await choosePowerControl(this, method), { signal });
  }

  /** What an action would send, step by step, found out by reading only. @throws as `powerOn` */
  async planPower(action: PowerAction, { method, signal }: PowerPlanOptions = {}): Promise<PowerPlan> {
    const { choosePowerControl } = await import('../power/choose-power-control.ts');
    const control = await choosePowerControl(this, method);
    return { action, means: control.means, steps: await control.plan(action, { signal }) };
  }

  /** Does what a plan says. @throws as `powerOn` */
  async runPowerPlan(plan: PowerPlan, options: RunPlanOptions = {}): Promise<PowerResult> {
    const { runPowerPlan } = await import('../power/run-power-plan.ts');
    return runPowerPlan(this, plan, options);
  }

  async #switchPower(action: PowerAction, options: PowerOptions): Promise<PowerResult> {
    return this.runPowerPlan(await this.planPower(action, options), options);
  }

  // ---- console

  /**
   * Connects the terminal of the user with the console, until the user leaves it: at the console server that the port
   * `console-serial` 1 is cabled to, else over the network by the management controller (serial over LAN).
   * @throws TERMINAL_MISSING, CONSOLE_UNAVAILABLE, CONSOLE_FAILED, HARDWARE_SETTING_MISSING, HARDWARE_SETTING_INVALID,
   * PROGRAM_MISSING, and as `ipmiPowerState`
   * @returns nothing; where a console can only be read (in a cloud), what it says
   */
  async console(options: ConsoleOptions & CallOptions = {}): Promise<string | undefined> {
    const { openConsole } = await import('../power/open-console.ts');
    await openConsole(this, options);
    return undefined;
  }
}
