import { failure } from '../../base/errors.ts';
import type { Driver } from '../../inventory/driver.ts';
import { BasicVirtualServer } from '../devices/basic-virtual-server.ts';
import { createMachine } from './create-machine.ts';
import { deleteMachine } from './delete-machine.ts';
import { openIntent } from './intent.ts';
import { hostOf } from './machine-share.ts';
import { libvirtConnection } from './libvirt-connection.ts';
import { readRecord } from './machine-record.ts';
import { existingDomain, type MachineSite, machineSite } from './machine-site.ts';
import type { HypervisorKind } from './machine-spec.ts';
import { machineStatus } from './machine-status.ts';
import { migrateMachine, type MigrateOptions } from './migrate-machine.ts';
import { repairMachine } from './repair-machine.ts';
import type { ConsoleOptions, MachineStatus, StepOptions, StopOptions, VirtualMachine } from './virtual-machine.ts';

/**
 * A virtual machine on a hypervisor that libvirt drives (behaviour spec section 13.1). Which host that is, is what a VM
 * manager has allocated; everything else is said by attributes, which the page on libvirt lists. Every method may throw what
 * the hypervisor answers (HYPERVISOR_UNREACHABLE, HYPERVISOR_DENIED, HYPERVISOR_FAILED), VM_NOT_PLACED for a machine without
 * host, INTERRUPTED, and OUTSIDE_IN_TRANSACTION.
 */
export abstract class LibvirtServer extends BasicVirtualServer implements VirtualMachine {
  protected abstract readonly hypervisorKind: HypervisorKind;

  /** The host that it was placed on. @throws VM_NOT_PLACED */
  getHypervisor(): Promise<Driver> {
    return hostOf(this);
  }

  #site(): Promise<MachineSite> {
    return machineSite(this, this.hypervisorKind);
  }

  /**
   * Makes its volumes and defines it; one that exists is left as it is.
   * @throws MACHINE_ATTRIBUTE_MISSING, MACHINE_ATTRIBUTE_INVALID, POOL_MISSING, HYPERVISOR_NO_SPACE, NAME_TAKEN_ON_HYPERVISOR,
   * VOLUME_MISSING, DOMAIN_REFUSED, MACHINE_BUSY; then nothing of it is left, or what is left is named
   */
  async vmCreate(options: StepOptions = {}): Promise<void> {
    await createMachine(await this.#site(), options);
  }

  /** @throws MACHINE_NOT_CREATED, DOMAIN_MISSING, BRIDGE_MISSING, HYPERVISOR_NO_MEMORY */
  async vmStart({ onStep, signal }: StepOptions = {}): Promise<void> {
    const domain = existingDomain(await this.#site());
    onStep?.(`start ${this.name}`);
    await domain.start({ signal });
  }

  /** @throws MACHINE_NOT_CREATED, DOMAIN_MISSING, MACHINE_STILL_RUNNING */
  async vmStop({ onStep, signal, force = false, grace = 60_000 }: StopOptions = {}): Promise<void> {
    const domain = existingDomain(await this.#site());
    onStep?.(`shut down ${this.name}`);
    if (await domain.shutdown(grace, { signal })) return;
    if (!force) throw failure('MACHINE_STILL_RUNNING', { machine: this, seconds: grace / 1000 });
    onStep?.(`cut the power of ${this.name}`);
    await domain.destroy({ signal });
  }

  /** @throws MACHINE_NOT_CREATED, DOMAIN_MISSING, DOMAIN_NOT_RUNNING */
  async vmReboot({ onStep, signal }: StepOptions = {}): Promise<void> {
    const domain = existingDomain(await this.#site());
    onStep?.(`reboot ${this.name}`);
    await domain.reboot({ signal });
  }

  /** @throws MACHINE_NOT_CREATED, DOMAIN_MISSING */
  async vmDestroy({ onStep, signal }: StepOptions = {}): Promise<void> {
    const domain = existingDomain(await this.#site());
    onStep?.(`cut the power of ${this.name}`);
    await domain.destroy({ signal });
  }

  /** @throws MACHINE_BUSY; after a failure the same again goes on from there */
  async vmDelete(options: StepOptions = {}): Promise<void> {
    await deleteMachine(await this.#site(), options);
  }

  async vmStatus({ signal }: StepOptions = {}): Promise<MachineStatus> {
    return machineStatus(await this.#site(), signal);
  }

  /** @throws MACHINE_NOT_CREATED, TERMINAL_MISSING, PROGRAM_MISSING, CONSOLE_FAILED */
  async vmConsole({ user }: ConsoleOptions = {}): Promise<void> {
    const site = await this.#site();
    const virsh = await libvirtConnection(site.host, this.hypervisorKind, user);
    await existingDomain({ ...site, virsh }).console();
  }

  /**
   * Moves it to another host of its manager, live unless it does not run or `live` is false.
   * @throws VM_HOST_FULL, VM_HOST_FOREIGN, STORAGE_NOT_SHARED, MACHINE_BUSY, NOT_SUPPORTED; then it is where it was
   */
  async vmMigrate(host: Driver | string, options: MigrateOptions = {}): Promise<void> {
    const target = typeof host === 'string' ? await this.inventory.getByName(host) : host;
    await migrateMachine(await this.#site(), target, options);
  }

  async vmRepair(options: StepOptions & { readonly undo?: boolean | undefined } = {}): Promise<string | undefined> {
    return repairMachine(this, this.hypervisorKind, options);
  }

  /** @throws MACHINE_EXISTS */
  override async checkDelete(): Promise<void> {
    await super.checkDelete();
    const { domain } = await readRecord(this);
    if (domain !== undefined || (await openIntent(this))) throw failure('MACHINE_EXISTS', { machine: this });
  }
}
