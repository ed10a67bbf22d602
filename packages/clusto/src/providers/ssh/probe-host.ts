import { ClustoException, failure } from '../../base/errors.ts';
import { type ProgramResult, runProgram } from '../run-program.ts';
import type { HostDescription } from './host-description.ts';
import { probeScript } from './probe-script.ts';
import { readAnswer } from './read-answer.ts';
import { sshArguments } from './ssh-arguments.ts';
import type { SshTarget } from './ssh-target.ts';

export interface ProbeOptions {
  /** How long the host may take for all of it, in milliseconds. Default: 30000. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const keyProblem = /Host key verification failed|HOST IDENTIFICATION HAS CHANGED|host key is known/i;

/** What ssh said last, as one phrase. */
function phrase(stderr: string): string {
  const lines = stderr.split('\n').flatMap((line) => line.trim() || []);
  return lines.at(-1)?.replace(/\.$/, '') ?? 'it gave no reason';
}

function sshFailure(host: string, { status, stderr }: ProgramResult): ClustoException {
  const reason = phrase(stderr);
  if (keyProblem.test(stderr)) return failure('SSH_HOST_KEY', { host, reason });
  if (/Permission denied|Too many authentication failures/i.test(stderr))
    return failure('SSH_DENIED', { host, reason });
  return failure('SSH_FAILED', { host, reason: status === 255 ? reason : `${reason} (exit status ${status})` });
}

/**
 * Asks a host what it is, in one connection: the remote command is `sh`, which reads a script that is always the same.
 * @throws SSH_FAILED, SSH_DENIED, SSH_HOST_KEY, HOST_ANSWER_INVALID, ARGUMENT_INVALID, PROGRAM_MISSING, INTERRUPTED
 */
export async function probeHost(
  target: SshTarget,
  { timeout = 30_000, signal }: ProbeOptions = {},
): Promise<HostDescription> {
  const { address: host, program = 'ssh' } = target;
  const args = [...sshArguments(target), 'sh'];
  try {
    const result = await runProgram(program, args, { timeout, signal, input: probeScript });
    if (result.status !== 0) throw sshFailure(host, result);
    return readAnswer(result.stdout, host);
  } catch (error) {
    if (!(error instanceof ClustoException)) throw error;
    if (error.code === 'INTERRUPTED') throw failure('INTERRUPTED', { action: `asking ${host}` }, error);
    if (error.code !== 'PROGRAM_TIMEOUT') throw error;
    throw failure('SSH_FAILED', { host, reason: `no answer within ${timeout / 1000} s` }, error);
  }
}
