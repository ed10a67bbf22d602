import { runOnTerminal } from '../run-on-terminal.ts';
import { ipmiArguments, type IpmiTarget } from './ipmi-arguments.ts';
import { type IpmiOptions, ipmiPowerState, withPasswordFile } from './ipmi-power.ts';

/**
 * Serial over LAN (IPMI 2.0, section 26) on the terminal of the user, who leaves it with `~.`. The controller is asked
 * something first: what is wrong with it is then told in one sentence, and the cipher suite is known.
 * @returns the exit status of ipmitool
 * @throws as `ipmiPowerState` and `runOnTerminal`
 */
export async function ipmiConsole(bmc: IpmiTarget, name: string, options: IpmiOptions): Promise<number> {
  const { suite } = await ipmiPowerState(bmc, options);
  return withPasswordFile(bmc.password, (passwordFile) => {
    const args = ipmiArguments(bmc, { suite, passwordFile }, ['sol', 'activate']);
    return runOnTerminal(options.program ?? 'ipmitool', args, `the console of ${name}`, options.signal);
  });
}
