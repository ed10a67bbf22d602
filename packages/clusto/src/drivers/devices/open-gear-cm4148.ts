import { failure } from '../../base/errors.ts';
import { runOnTerminal } from '../../providers/run-on-terminal.ts';
import type { ConsoleSource } from '../power/open-console.ts';
import { configuredText } from '../power/configured-number.ts';
import { BasicConsoleServer } from './basic-console-server.ts';
import type { PortNumber, PortTable } from './ported.ts';

/** Where the server listens for its first serial port, less one. */
const basePort = 3000;

/** An OpenGear CM4148 console server: each serial port is an SSH port of its own (behaviour spec section 15). */
export class OpenGearCM4148 extends BasicConsoleServer implements ConsoleSource {
  static override readonly driverName: string = 'opengearcm4148';
  static override readonly ports: PortTable = { 'pwr-nema-5': 1, 'nic-eth': 1, 'console-serial': 48 };

  /**
   * The arguments of ssh that lead to a port: at the first address, else at the name of the server.
   * @throws NOT_SUPPORTED for another type of port, PORT_UNKNOWN, PORT_NUMBER_INVALID, HARDWARE_SETTING_INVALID for a name
   * that is no host name, or no name of a user
   */
  async consoleArguments(portType: string, portNum: PortNumber, sshUser = 'root'): Promise<string[]> {
    if (portType !== 'console-serial')
      throw failure('NOT_SUPPORTED', { thing: this, action: `connect to a port ${portType}` });
    const number = await this.portNumber(portType, portNum);
    const [address = this.name] = await this.getIps();
    const refuse = (setting: string, value: string, expected: string): never => {
      throw failure('HARDWARE_SETTING_INVALID', { setting, thing: this, value, expected });
    };
    if (!/^[A-Za-z0-9:][A-Za-z0-9.:_-]*$/.test(address)) refuse('the address', address, 'an address or a host name');
    if (!/^[A-Za-z_][A-Za-z0-9_.:+-]*$/.test(sshUser)) refuse('the user', sshUser, 'the name of a user');
    return ['-p', String(basePort + number), '-l', sshUser, '--', address];
  }

  /**
   * Connects the terminal of the user with what is at a port, until the user leaves it with `~.`.
   * @throws as `consoleArguments`, TERMINAL_MISSING, PROGRAM_MISSING, CONSOLE_FAILED when ssh fails
   */
  async connect(portType: string, portNum: PortNumber, sshUser?: string): Promise<void> {
    const args = await this.consoleArguments(portType, portNum, sshUser);
    const program = configuredText(this.inventory, 'console', 'ssh') ?? 'ssh';
    const port = `port ${portNum} of ${this.name}`;
    const status = await runOnTerminal(program, args, `the console at ${port}`);
    if (status !== 0) throw failure('CONSOLE_FAILED', { thing: port, status, program });
  }
}
