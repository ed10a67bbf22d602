import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failure } from '../../base/errors.ts';
import type { PowerAction, PowerState } from '../power-state.ts';
import { runProgram } from '../run-program.ts';
import { ipmiArguments, type IpmiTarget } from './ipmi-arguments.ts';
import { ipmiPatience } from './ipmi-patience.ts';

export interface IpmiOptions {
  /** The program. Default: `ipmitool`. */
  readonly program?: string | undefined;
  /** After how long it is stopped, in milliseconds. Default: 20000. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const verbs = { on: 'on', off: 'off', reboot: 'cycle', soft: 'soft' } as const satisfies Record<PowerAction, string>;

/** What ipmitool is told for an action (IPMI 2.0, Chassis Control). */
export function ipmiPowerCommand(action: PowerAction): string[] {
  return ['chassis', 'power', verbs[action]];
}

/** @throws IPMI_NO_ANSWER, IPMI_REFUSED, IPMI_FAILED, PROGRAM_MISSING, PROGRAM_TIMEOUT, INTERRUPTED */
export async function ipmiPower(bmc: IpmiTarget, action: PowerAction, options: IpmiOptions = {}): Promise<void> {
  await run(bmc, ipmiPowerCommand(action), `switch the power (${verbs[action]})`, options);
}

/** What a controller says, and the cipher suite in which it says it. */
export interface IpmiReading {
  readonly state: PowerState;
  readonly suite: number;
}

/** @throws as `ipmiPower` */
export async function ipmiPowerState(bmc: IpmiTarget, options: IpmiOptions = {}): Promise<IpmiReading> {
  const { stdout, suite } = await run(bmc, ['chassis', 'power', 'status'], 'tell its power state', options);
  const state = /^Chassis Power is (on|off)$/m.exec(stdout)?.[1];
  return { state: state === undefined ? 'unknown' : (state as PowerState), suite };
}

/**
 * Gives a password to a program that reads it from a file: made for this one use, readable by its owner only, and gone
 * when the work is done.
 */
export async function withPasswordFile<T>(password: string, work: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'clusto-ipmi-'));
  try {
    const file = join(folder, 'password');
    await writeFile(file, password, { mode: 0o600, flag: 'wx' });
    return await work(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Suites of the IPMI 2.0 specification: 17 is SHA-256 with AES, 3 is SHA-1 with AES, which older ones have. */
const suites = [17, 3];

/** How ipmitool says that the other side does not have the cipher suite. */
const unknownSuite = /invalid (?:authentication|integrity|confidentiality) algorithm|no matching cipher suite/i;

async function run(
  bmc: IpmiTarget,
  command: readonly string[],
  action: string,
  options: IpmiOptions,
): Promise<{ readonly stdout: string; readonly suite: number }> {
  const { program = 'ipmitool', timeout = 20_000, signal } = options;
  return withPasswordFile(bmc.password, async (passwordFile) => {
    for (const suite of bmc.suite === undefined ? suites : [bmc.suite]) {
      const began = performance.now();
      const args = ipmiArguments(bmc, { suite, passwordFile }, command);
      const { status, stdout, stderr } = await runProgram(program, args, { timeout, signal });
      if (status === 0) return { stdout, suite };
      if (unknownSuite.test(stderr) && suite !== suites.at(-1)) continue;
      throw refusal(bmc, action, `${stderr}${stdout}`, performance.now() - began);
    }
    throw failure('IPMI_REFUSED', { bmc: bmc.address });
  });
}

function refusal({ address: bmc }: IpmiTarget, action: string, output: string, took: number): Error {
  const seconds = ipmiPatience.seconds * ipmiPatience.tries;
  if (/Address lookup for .* failed/.test(output)) return failure('IPMI_NO_ANSWER', { bmc, seconds });
  // the same words for a dead controller and a wrong password: only the time tells them apart
  if (/Unable to establish (?:IPMI|LAN)/.test(output))
    return took < ipmiPatience.seconds * 1000
      ? failure('IPMI_REFUSED', { bmc })
      : failure('IPMI_NO_ANSWER', { bmc, seconds });
  const reason = output.trim().split('\n').at(-1)?.replace(/\.$/, '') ?? '';
  return failure('IPMI_FAILED', { bmc, action, reason: reason || 'it does not say why' });
}
