import { ClustoException, failure } from '../../../base/errors.ts';
import {
  awaitState,
  consoleOutput,
  type InstancePlace,
  rebootInstance,
  startInstance,
  stopInstance,
} from '../../../providers/ec2/control-instance.ts';
import { describeInstance } from '../../../providers/ec2/describe-instances.ts';
import type { Ec2Account } from '../../../providers/ec2/ec2-account.ts';
import type { Ec2Instance, Ec2State } from '../../../providers/ec2/ec2-instance.ts';
import { BasicVirtualServer } from '../../devices/basic-virtual-server.ts';
import type { PortTable } from '../../devices/ported.ts';
import { openIntent } from '../intent.ts';
import type { MachineState, MachineStatus, StepOptions, StopOptions, VirtualMachine } from '../virtual-machine.ts';
import { chooseEc2Manager } from './choose-ec2-manager.ts';
import { EC2VMManager } from './ec2-vm-manager.ts';
import { instanceOf, regionOf } from './ec2-resource.ts';
import { launchDetail } from './launch-detail.ts';

const states: Readonly<Record<Ec2State, MachineState>> = {
  pending: 'starting',
  running: 'running',
  stopping: 'stopping',
  stopped: 'stopped',
  'shutting-down': 'stopping',
  terminated: 'absent',
};

/** How addresses are brought up to date. */
export interface Ec2MetadataOptions extends StepOptions {
  /** Wait until the instance runs. Default: false; then the addresses of one that does not run are left alone. */
  readonly wait?: boolean | undefined;
}

/** What is known of the instance, and how to reach it. */
interface Reached {
  readonly account: Ec2Account;
  readonly place: InstancePlace;
  readonly manager: EC2VMManager;
}

/**
 * A server at EC2 (behaviour spec section 14). It has no ports of its own. Which instance it is, `EC2VMManager` knows;
 * everything about it is asked of EC2.
 */
export class EC2VirtualServer extends BasicVirtualServer implements VirtualMachine {
  static override readonly driverName: string = 'ec2virtualserver';
  static override readonly ports: PortTable = {};

  /** @throws EC2_NOT_LAUNCHED */
  async #reach(): Promise<Reached> {
    const present = await instanceOf(this);
    if (!(present?.manager instanceof EC2VMManager)) throw failure('EC2_NOT_LAUNCHED', { thing: this });
    const { resource, manager } = present;
    const place = { region: regionOf(resource), id: resource.instance_id };
    return { account: await manager.account(), place, manager };
  }

  /** The instance as EC2 sees it now. @throws EC2_NOT_LAUNCHED, EC2_INSTANCE_UNKNOWN, and as `Ec2Account.call` */
  async getInstance({ signal }: StepOptions = {}): Promise<Ec2Instance> {
    const { account, place } = await this.#reach();
    const instance = await describeInstance(account, place.region, place.id, signal);
    if (instance !== undefined) return instance;
    throw failure('EC2_INSTANCE_UNKNOWN', { instance: place.id, region: place.region });
  }

  /** The state in the words of EC2: `running`. @throws as `getInstance` */
  async getState(options: StepOptions = {}): Promise<Ec2State> {
    return (await this.getInstance(options)).state;
  }

  /** The private and the public address that EC2 says it has; one that is not there is left out. @throws as `getInstance` */
  override async getIps(): Promise<string[]> {
    const { privateIp, publicIp } = await this.getInstance();
    return [privateIp, publicIp].filter((ip) => ip !== null);
  }

  /** What the guest wrote to its console. EC2 is some minutes behind. @throws as `getInstance` */
  override async console({ signal }: StepOptions = {}): Promise<string> {
    const { account, place } = await this.#reach();
    return consoleOutput(account, place, signal);
  }

  /**
   * Notes the addresses that the instance has now: the private one on `nic-eth0`, the public one on `ext-eth0`.
   * @throws IP_MANAGER_MISSING when no IP manager covers one of them; EC2_STATE_NOT_REACHED, and as `getInstance`
   */
  override async updateMetadata({ wait = false, onStep, signal }: Ec2MetadataOptions = {}): Promise<void> {
    const { account, place } = await this.#reach();
    if (wait) onStep?.(`waiting until ${place.id} runs`);
    const instance = wait
      ? await awaitState(account, place, 'running', { signal })
      : await this.getInstance({ signal });
    if (instance.state !== 'running') return;
    await this.inventory.write(async () => {
      await this.delAttrs({ key: 'ip' });
      if (instance.privateIp !== null) await this.bindIpToOsPort(instance.privateIp, 'nic-eth0');
      if (instance.publicIp !== null) await this.bindIpToOsPort(instance.publicIp, 'ext-eth0');
    });
  }

  // ---- the life of a machine

  /** Launches an instance, unless there is one. @throws EC2_MANAGER_UNDECIDED, and as `EC2VMManager.allocate` */
  async vmCreate(options: StepOptions = {}): Promise<void> {
    if ((await instanceOf(this)) !== undefined) return;
    const manager = await chooseEc2Manager(this.inventory);
    await manager.allocate(this, undefined, options);
  }

  /** Starts it, and waits until it runs. @throws EC2_NOT_LAUNCHED, EC2_STATE_NOT_REACHED */
  async vmStart({ onStep, signal }: StepOptions = {}): Promise<void> {
    const { account, place } = await this.#reach();
    onStep?.(`starting ${place.id}`);
    await startInstance(account, place, signal);
    await awaitState(account, place, 'running', { signal });
  }

  /** @throws EC2_NOT_LAUNCHED, EC2_STATE_NOT_REACHED when the guest does not shut down in time */
  async vmStop({ force = false, grace = 60_000, onStep, signal }: StopOptions = {}): Promise<void> {
    const { account, place } = await this.#reach();
    onStep?.(`stopping ${place.id}`);
    await stopInstance(account, place, false, signal);
    try {
      await awaitState(account, place, 'stopped', { timeout: grace, signal });
    } catch (error) {
      if (!force || !(error instanceof ClustoException) || error.code !== 'EC2_STATE_NOT_REACHED') throw error;
      await this.vmDestroy({ onStep, signal });
    }
  }

  async vmReboot({ onStep, signal }: StepOptions = {}): Promise<void> {
    const { account, place } = await this.#reach();
    onStep?.(`rebooting ${place.id}`);
    await rebootInstance(account, place, signal);
  }

  async vmDestroy({ onStep, signal }: StepOptions = {}): Promise<void> {
    const { account, place } = await this.#reach();
    onStep?.(`stopping ${place.id} by force`);
    await stopInstance(account, place, true, signal);
    await awaitState(account, place, 'stopped', { signal });
  }

  /** Terminates the instance. Its volumes go with it where EC2 is set to do so. @throws as `EC2VMManager.deallocate` */
  async vmDelete(options: StepOptions = {}): Promise<void> {
    const present = await instanceOf(this);
    if (present?.manager instanceof EC2VMManager) await present.manager.deallocate(this, undefined, options);
  }

  /** @throws MACHINE_EXISTS */
  override async checkDelete(): Promise<void> {
    await super.checkDelete();
    const isUnderWay = (await openIntent(this)) !== undefined;
    if (isUnderWay || (await instanceOf(this)) !== undefined) throw failure('MACHINE_EXISTS', { machine: this });
  }

  async vmStatus(options: StepOptions = {}): Promise<MachineStatus> {
    if ((await instanceOf(this)) === undefined) return { state: 'absent', detail: 'not launched' };
    try {
      const { state } = await this.getInstance(options);
      return { state: states[state], detail: state };
    } catch (error) {
      if (!(error instanceof ClustoException) || error.code !== 'EC2_INSTANCE_UNKNOWN') throw error;
      return { state: 'absent', detail: 'unknown to EC2' };
    }
  }

  /** @throws NOT_SUPPORTED: EC2 gives the output of a console, see `console` */
  async vmConsole(): Promise<void> {
    throw failure('NOT_SUPPORTED', {
      thing: this,
      action: 'be typed at: EC2 gives the output of its console only, which `clusto ec2 console` prints',
    });
  }

  async vmRepair(options: StepOptions & { readonly undo?: boolean | undefined } = {}): Promise<string | undefined> {
    const intent = await openIntent(this);
    if (intent === undefined) return undefined;
    const { manager } = launchDetail(intent);
    const row = await this.inventory.reader.entityById(manager);
    const owner = row === undefined ? undefined : this.inventory.wrap(row);
    return owner instanceof EC2VMManager ? owner.repair(this, options) : undefined;
  }
}
