import { randomUUID } from 'node:crypto';
import type { Driver } from 'clusto';
import {
  BasicVirtualServer,
  type HostObserver,
  type MachineStatus,
  type ObservedHost,
  type ObservedMachine,
  type ObservedVolume,
  type StepOptions,
  type StopOptions,
  type VirtualMachine,
  VMManager,
} from 'clusto/drivers';
import { closeIntent, failure, type Intent, openIntent, recordIntent } from 'clusto/plugin';
import { type StandInDomain, StandInHypervisor } from './stand-in-hypervisor.ts';

/** The hypervisor of a host, in the folder that the section `[plugin.standin]` names. */
export function hypervisorOf(host: Driver): StandInHypervisor {
  return new StandInHypervisor(String(host.inventory.settings('plugin.standin')['folder']), host.name);
}

const key = 'machine';
const pool = 'vg0';

/** States in the words of libvirt. */
const words = {
  running: 'running (booted)',
  stopped: 'shut off (shutdown)',
  paused: 'paused (user)',
  crashed: 'shut off (crashed)',
  absent: 'not created',
} as const;

function observedVolume(name: string, gigabytes: number): ObservedVolume {
  return { pool, name, path: `/dev/${pool}/${name}`, size: gigabytes * 2 ** 30 };
}

interface Parts {
  readonly uuid: string;
  readonly volumes: readonly string[];
}

/** A class of machines on stand-in hypervisors, made step by step as those on a real one are. */
export function standInMachine(Base: typeof BasicVirtualServer) {
  return class extends Base implements VirtualMachine {
    async #host(): Promise<StandInHypervisor> {
      const [host] = await this.attrValues({ key: 'vmmanager', subkey: null });
      if (host === undefined) throw failure('VM_NOT_PLACED', { machine: this });
      return hypervisorOf(host as Driver);
    }

    async #record(): Promise<Partial<Parts>> {
      const attributes = await this.attrs({ key });
      const value = (subkey: string): unknown => attributes.find((one) => one.subkey === subkey)?.value;
      const volumes = value('volumes') as { name: string }[] | undefined;
      return { uuid: value('uuid') as string, volumes: volumes?.map(({ name }) => name) ?? [] };
    }

    async #system(subkey: string): Promise<number> {
      return Number(await this.attrValue({ key: 'system', subkey, default: 0 }));
    }

    async vmCreate({ onStep, signal }: StepOptions = {}): Promise<void> {
      const hypervisor = await this.#host();
      await hypervisor.point('begin', signal);
      if (hypervisor.domain(this.name)?.uuid === (await this.#record()).uuid && hypervisor.domain(this.name)) return;
      const volumes = { root: await this.#system('disk'), swap: (await this.#system('swap')) / 1024 };
      const names = Object.keys(volumes).map((role) => `${this.name}-${role}`);
      const foreign = [...names, this.name].find((name) => hypervisor.hasVolume(name) || hypervisor.domain(name));
      if (foreign !== undefined) throw failure('PROGRAM_TIMEOUT', { program: `${foreign} is taken`, seconds: 1 });
      const uuid = randomUUID();
      await recordIntent(this, 'create', { uuid, volumes: names });
      try {
        for (const [role, size] of Object.entries(volumes)) {
          onStep?.(`volume ${this.name}-${role}, ${size < 1 ? `${size * 1024} MB` : `${size} GB`}`);
          await hypervisor.makeVolume(`make-${role}`, `${this.name}-${role}`, size, signal);
        }
        onStep?.(`machine ${this.name}`);
        const [memory, cpucount] = [await this.#system('memory'), await this.#system('cpucount')];
        const mac = await this.getPortAttr('nic-eth', 1, 'mac');
        const domain: StandInDomain = {
          uuid,
          state: 'stopped',
          memory,
          cpucount,
          macs: typeof mac === 'string' ? [mac] : [],
          volumes: names,
        };
        await hypervisor.define('define', this.name, domain, signal);
        await this.#created({ uuid, volumes: names });
      } catch (error) {
        await this.#remove(hypervisor, { uuid, volumes: names }, 'undo-', {});
        await this.#removed();
        throw error;
      }
      await hypervisor.point('end', signal);
    }

    #created({ uuid, volumes }: Parts): Promise<void> {
      const named = volumes.map((name) => ({ pool, name }));
      return this.inventory.transaction(async () => {
        for (const [subkey, value] of Object.entries({ uuid, domain: this.name, volumes: named }))
          await this.setAttr({ key, subkey, value });
        await closeIntent(this);
      });
    }

    #removed(): Promise<void> {
      return this.inventory.transaction(async () => {
        for (const subkey of ['uuid', 'domain', 'volumes']) await this.delAttrs({ key, subkey });
        await closeIntent(this);
      });
    }

    async #remove(
      hypervisor: StandInHypervisor,
      { uuid, volumes }: Parts,
      prefix: string,
      { onStep, signal }: StepOptions,
    ): Promise<void> {
      onStep?.(`remove machine ${this.name}`);
      if (hypervisor.domain(this.name)?.uuid === uuid)
        await hypervisor.undefine(`${prefix}undefine`, this.name, signal);
      for (const name of volumes) {
        onStep?.(`remove volume ${name}`);
        await hypervisor.removeVolume(`${prefix}remove-${name.slice(this.name.length + 1)}`, name, signal);
      }
    }

    async #change(state: StandInDomain['state'], step: string, { onStep, signal }: StepOptions): Promise<void> {
      const hypervisor = await this.#host();
      onStep?.(`${step} ${this.name}`);
      const domain = hypervisor.domain(this.name);
      if (domain === undefined) throw failure('PROGRAM_TIMEOUT', { program: `${this.name} is absent`, seconds: 1 });
      await hypervisor.define(step, this.name, { ...domain, state }, signal);
    }

    vmStart(options: StepOptions = {}): Promise<void> {
      return this.#change('running', 'start', options);
    }

    vmStop(options: StopOptions = {}): Promise<void> {
      return this.#change('stopped', 'stop', options);
    }

    vmReboot(options: StepOptions = {}): Promise<void> {
      return this.#change('running', 'reboot', options);
    }

    vmDestroy(options: StepOptions = {}): Promise<void> {
      return this.#change('stopped', 'destroy', options);
    }

    async vmDelete(options: StepOptions = {}): Promise<void> {
      const { uuid, volumes = [] } = await this.#record();
      if (uuid === undefined) return;
      const hypervisor = await this.#host();
      await recordIntent(this, 'delete', { uuid, volumes });
      await this.#remove(hypervisor, { uuid, volumes }, '', options);
      await this.#removed();
      await hypervisor.point('removed', options.signal);
    }

    async vmStatus({ signal }: StepOptions = {}): Promise<MachineStatus> {
      const hypervisor = await this.#host();
      await hypervisor.point('status', signal);
      const state = hypervisor.domain(this.name)?.state ?? 'absent';
      return { state, detail: words[state] };
    }

    async vmConsole(): Promise<void> {
      process.stdout.write(`console of ${this.name}\n`);
    }

    async vmMigrate(
      host: Driver,
      { onStep, signal, force }: StepOptions & { readonly force?: boolean } = {},
    ): Promise<void> {
      const [from, to] = [await this.#host(), hypervisorOf(host)];
      const [manager] = await this.attrValues({ key: 'vmmanager', subkey: 'manager' });
      await (manager as VMManager).beginMove(this, host, { force });
      onStep?.(`migrate ${this.name} to ${host.name}`);
      const domain = from.domain(this.name) as StandInDomain;
      try {
        await to.define('migrate', this.name, domain, signal);
      } catch (error) {
        await (manager as VMManager).cancelMove(this);
        throw error;
      }
      for (const volume of domain.volumes) {
        await to.makeVolume('copy', volume, from.volumes()[volume] ?? 1);
        await from.removeVolume('leave', volume);
      }
      await from.undefine('leave', this.name);
      await (manager as VMManager).endMove(this);
    }

    async vmRepair({ undo = false, ...options }: StepOptions & { readonly undo?: boolean } = {}): Promise<
      string | undefined
    > {
      const intent: Intent | undefined = await openIntent(this);
      if (intent === undefined) return undefined;
      const hypervisor = await this.#host();
      const parts = intent.detail as unknown as Parts;
      if (intent.operation === 'create' && !undo && hypervisor.domain(this.name)) {
        await this.#created(parts);
        return 'the creation had come to its end';
      }
      await this.#remove(hypervisor, parts, 'repair-', options);
      await this.#removed();
      if (intent.operation === 'create' && !undo) await this.vmCreate(options);
      return `${intent.operation} ${undo ? 'undone' : 'finished'}`;
    }
  };
}

/** A class of managers that place machines on stand-in hypervisors. */
export function standInManager(Base: typeof VMManager) {
  return class extends Base implements HostObserver {
    async observeHost(host: Driver, { signal }: Pick<StepOptions, 'signal'> = {}): Promise<ObservedHost> {
      const hypervisor = hypervisorOf(host);
      await hypervisor.point('observe', signal);
      const sizes = hypervisor.volumes();
      const machines = hypervisor.domains().map((name): ObservedMachine => {
        const { state, volumes, ...domain } = hypervisor.domain(name) as StandInDomain;
        const there = volumes.filter((volume) => Object.hasOwn(sizes, volume));
        return {
          name,
          ...domain,
          status: { state, detail: words[state] },
          volumes: there.map((volume) => observedVolume(volume, sizes[volume] as number)),
        };
      });
      return { machines, volumes: Object.entries(sizes).map(([name, size]) => observedVolume(name, size)) };
    }

    removeVolume(host: Driver, { name }: ObservedVolume, { signal }: Pick<StepOptions, 'signal'> = {}): Promise<void> {
      return hypervisorOf(host).removeVolume('remove-orphan', name, signal);
    }

    adopt(host: Driver, { name, uuid, memory, cpucount, macs, volumes }: ObservedMachine): Promise<Driver> {
      return this.inventory.transaction(async () => {
        const machine = await this.inventory.create(
          this.inventory.driverClass((this.constructor as typeof VMManager).machineDriver),
          name,
        );
        const disk = Math.max(1, ...volumes.map(({ size }) => size / 2 ** 30));
        for (const [subkey, value] of Object.entries({ memory, disk, cpucount }))
          await machine.setAttr({ key: 'system', subkey, value });
        const own = volumes.map((volume) => ({ pool, name: volume.name }));
        for (const [subkey, value] of Object.entries({ uuid, domain: name, volumes: own }))
          await machine.setAttr({ key, subkey, value });
        for (const [index, mac] of macs.entries())
          await machine.setAttr({ key: 'port-nic-eth', number: index + 1, subkey: 'mac', value: mac });
        await this.allocate(machine, host, { force: true });
        return machine;
      });
    }
  };
}

export class StandInMachine extends standInMachine(BasicVirtualServer) {
  static override readonly driverName: string = 'standinmachine';
}

export class StandInManager extends standInManager(VMManager) {
  static override readonly driverName: string = 'standinmanager';
  static override readonly machineDriver: string = 'standinmachine';
}
