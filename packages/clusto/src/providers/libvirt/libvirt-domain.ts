import { setTimeout as wait } from 'node:timers/promises';
import { ClustoException, failure } from '../../base/errors.ts';
import { runOnTerminal } from '../run-on-terminal.ts';
import type { Virsh, VirshCall } from './virsh.ts';

/** What libvirt says of a domain: `running`, `booted`. */
export interface DomainState {
  readonly state: string;
  readonly reason: string;
}

type Control = Pick<VirshCall, 'signal'>;

/** Xen has been seen to take more than half a minute to start a guest. */
const startTimeout = 120_000;
const pollInterval = 500;

/** Runs work for which some refusals mean that there is nothing to do. @returns false for those */
async function unless(codes: readonly string[], work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof ClustoException && codes.includes(error.code)) return false;
    throw error;
  }
}

/** A domain of libvirt, by its UUID. What is so already is no error. */
export class LibvirtDomain {
  readonly #virsh: Virsh;
  readonly #uuid: string;
  readonly #name: string;

  /** @param name what messages call it */
  constructor(virsh: Virsh, uuid: string, name: string) {
    this.#virsh = virsh;
    this.#uuid = uuid;
    this.#name = name;
  }

  #run(command: string, doing: string, control: Control, ...options: string[]): Promise<string> {
    const call = { step: `${doing} the machine ${this.#name}`, timeout: startTimeout, ...control };
    return this.#virsh.run([command, '--domain', this.#uuid, ...options], call);
  }

  /** Undefined where the hypervisor does not know it. */
  async state(control: Control = {}): Promise<DomainState | undefined> {
    let answer = '';
    const isKnown = await unless(
      ['DOMAIN_MISSING'],
      this.#run('domstate', 'looking at', control, '--reason').then((text) => (answer = text)),
    );
    return isKnown ? readState(answer) : undefined;
  }

  /** Makes it known to the hypervisor, checked against libvirt's schema. @throws NAME_TAKEN_ON_HYPERVISOR, DOMAIN_REFUSED */
  async define(xml: string, control: Control = {}): Promise<void> {
    const call = { step: `defining the machine ${this.#name}`, timeout: startTimeout, ...control };
    await this.#virsh.withFile(xml, (file) => ['define', '--validate', '--file', file], call);
  }

  /** @throws DOMAIN_MISSING, BRIDGE_MISSING, HYPERVISOR_NO_MEMORY */
  async start(control: Control = {}): Promise<void> {
    await unless(['DOMAIN_RUNNING'], this.#run('start', 'starting', control));
  }

  /** Asks the guest to restart. @throws DOMAIN_MISSING, DOMAIN_NOT_RUNNING */
  async reboot(control: Control = {}): Promise<void> {
    await this.#run('reboot', 'rebooting', control);
  }

  /** Cuts the power. @throws DOMAIN_MISSING */
  async destroy(control: Control = {}): Promise<void> {
    await unless(['DOMAIN_NOT_RUNNING'], this.#run('destroy', 'cutting the power of', control));
  }

  /**
   * Asks the guest to shut down, and waits until it has.
   * @param grace how long, in milliseconds
   * @returns whether it has
   * @throws DOMAIN_MISSING, INTERRUPTED
   */
  async shutdown(grace: number, control: Control = {}): Promise<boolean> {
    if (!(await unless(['DOMAIN_NOT_RUNNING'], this.#run('shutdown', 'shutting down', control)))) return true;
    for (const end = performance.now() + grace; ;) {
      if (!isUp(await this.state(control))) return true;
      if (performance.now() >= end) return false;
      await this.#pause(control);
    }
  }

  async #pause({ signal }: Control): Promise<void> {
    try {
      await wait(pollInterval, undefined, { signal });
    } catch (error) {
      throw failure('INTERRUPTED', { action: `waiting for the machine ${this.#name} to shut down` }, error);
    }
  }

  /**
   * Makes the hypervisor forget it, with what libvirt keeps for it; volumes stay. The power is cut first: libvirt would let
   * a running guest go on, on disks that are about to be deleted.
   */
  async remove(isXen: boolean, control: Control = {}): Promise<void> {
    const state = await this.state(control);
    if (!state) return;
    if (isUp(state)) await this.destroy(control);
    const also = isXen ? ['--managed-save'] : ['--managed-save', '--snapshots-metadata', '--nvram'];
    await unless(['DOMAIN_MISSING'], this.#run('undefine', 'removing', control, ...also));
  }

  /**
   * Connects this terminal with the console, until the user leaves it with ^]. Another session on it is taken over.
   * @throws TERMINAL_MISSING, PROGRAM_MISSING, CONSOLE_FAILED
   */
  async console(): Promise<void> {
    const purpose = `the console of ${this.#name}`;
    const status = await this.#virsh.withUri((uri, program) =>
      runOnTerminal(program, ['-c', uri, 'console', '--force', '--domain', this.#uuid], purpose),
    );
    if (status !== 0) throw failure('CONSOLE_FAILED', { thing: this.#name, status, program: 'virsh' });
  }

  /**
   * Moves it to another hypervisor.
   * @param uri of the other one, as it is reached from here
   * @param target what messages call the other one
   */
  async migrate(uri: string, target: string, flags: readonly string[], control: Control = {}): Promise<void> {
    const call = { step: `migrating the machine ${this.#name} to ${target}`, timeout: 3_600_000, ...control };
    await this.#virsh.run(['migrate', ...flags, '--domain', this.#uuid, '--desturi', uri], call);
  }
}

/** Whether a guest is there in any way: running, paused, on its way down. */
export function isUp(state: DomainState | undefined): boolean {
  return state !== undefined && state.state !== 'shut off';
}

/** Reads `running (booted)`. */
export function readState(answer: string): DomainState {
  const { state = answer.trim(), reason = '' } = /^(?<state>.*?) \((?<reason>.*)\)$/.exec(answer.trim())?.groups ?? {};
  return { state, reason };
}
