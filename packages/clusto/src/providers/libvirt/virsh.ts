import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClustoException, failure } from '../../base/errors.ts';
import { type ProgramResult, runProgram } from '../run-program.ts';
import { checkLibvirtUri } from './libvirt-uri.ts';
import { type SshSettings, withSshCommand } from './ssh-command.ts';
import { withTemporaryFolder } from './temporary-folder.ts';
import { virshFailure } from './virsh-failure.ts';

export interface VirshOptions {
  /** The hypervisor as messages call it. */
  readonly host: string;
  /** The connection URI of libvirt. */
  readonly uri: string;
  /** The client program. Default: `virsh`. */
  readonly program?: string | undefined;
  readonly ssh?: SshSettings | undefined;
}

/** A call of virsh: what it is for, and how long it may take. */
export interface VirshCall {
  /** What is being done, for messages: `creating the volume v1-root`. */
  readonly step: string;
  /** In milliseconds. Default: 30000. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A command of virsh with its arguments. */
export type VirshCommand = readonly [command: string, ...args: string[]];

/** Makes calls give up on a silent connection after some 15 s, long before their own time limit. */
const keepalive = ['-k', '5', '-K', '3'];

/**
 * libvirt on one hypervisor, through its client virsh: each call is a process. Domains are to be named by UUID alone, for
 * virsh takes a name that is a number for the id of another domain.
 */
export class Virsh {
  readonly host: string;
  readonly uri: string;
  readonly #program: string;
  readonly #ssh: SshSettings;

  /** @throws LIBVIRT_URI_INVALID */
  constructor({ host, uri, program = 'virsh', ssh = {} }: VirshOptions) {
    this.host = host;
    this.uri = checkLibvirtUri(uri);
    this.#program = program;
    this.#ssh = ssh;
  }

  /**
   * Runs one command. @returns what it printed
   * @throws HYPERVISOR_UNREACHABLE, HYPERVISOR_DENIED, what `virshFailure` makes of the answer, PROGRAM_MISSING, INTERRUPTED
   */
  async run(command: VirshCommand, call: VirshCall): Promise<string> {
    // a lone argument would be read as a command line
    const [word, ...args] = checked(command);
    const { status, stdout, stderr } = await this.#spawn([word, ...args], call);
    if (status !== 0) throw virshFailure({ host: this.host, step: call.step }, stderr);
    return stdout;
  }

  /**
   * Runs many commands in one process and connection. @returns what each printed, undefined for one that failed
   * @throws as `run` when the hypervisor cannot be asked
   */
  async batch(commands: readonly VirshCommand[], call: VirshCall): Promise<(string | undefined)[]> {
    if (commands.length === 0) return [];
    const mark = crypto.randomUUID();
    const line = commands.flatMap((command, index) => [
      `echo ${mark}-${index}-`,
      checked(command).map(quoted).join(' '),
    ]);
    const { status, stdout, stderr } = await this.#spawn([line.join('; ')], call);
    const [, ...parts] = stdout.split(new RegExp(`${mark}-\\d+-`));
    if (parts.length < commands.length) throw virshFailure({ host: this.host, step: call.step }, stderr);
    // which of them failed is not said, but what fails prints nothing
    return parts.map((part) => (status !== 0 && part.trim() === '' ? undefined : part));
  }

  /** Runs a command that reads a file, with this content in one that nobody else can read and that is gone afterwards. */
  async withFile(
    content: string | Uint8Array,
    command: (path: string) => VirshCommand,
    call: VirshCall,
  ): Promise<string> {
    return withTemporaryFolder(async (folder) => {
      const path = join(folder, 'content');
      await writeFile(path, content, { mode: 0o600 });
      return this.run(command(path), call);
    });
  }

  /** Does work with the URI that virsh is to be given, as another program needs it. */
  withUri<T>(work: (uri: string, program: string) => Promise<T>): Promise<T> {
    return withSshCommand(this.uri, this.#ssh, (uri) => work(uri, this.#program));
  }

  async #spawn(args: readonly string[], { step, timeout, signal }: VirshCall): Promise<ProgramResult> {
    try {
      return await this.withUri((uri, program) =>
        runProgram(program, ['-q', ...keepalive, '-c', uri, ...args], { timeout, signal }),
      );
    } catch (error) {
      if (!(error instanceof ClustoException)) throw error;
      if (error.code === 'INTERRUPTED') throw failure('INTERRUPTED', { action: `${step} on ${this.host}` }, error);
      if (error.code !== 'PROGRAM_TIMEOUT') throw error;
      const reason = `no answer within ${String(error.detail['seconds'])} s`;
      throw failure('HYPERVISOR_UNREACHABLE', { host: this.host, step, reason }, error);
    }
  }
}

function checked(command: VirshCommand): VirshCommand {
  const [word, ...args] = command;
  const bad = !/^[a-z][a-z-]*$/.test(word) || args.some((argument) => argument.includes('\0'));
  if (bad)
    throw failure('ARGUMENT_INVALID', { argument: 'a command of virsh', expected: 'a word and texts', value: command });
  return command;
}

/** As virsh reads its command lines, which is as a shell does. */
function quoted(argument: string): string {
  return /^[\w./:=-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
