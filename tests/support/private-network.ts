import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** A network of a test that is connected to nothing, with processes that end when the test does. */
export interface PrivateNetwork extends AsyncDisposable {
  /** What has a command run there when it stands before it; what it leaves running ends with the network. */
  readonly enter: readonly string[];
  /** The same for a program that the test ends itself: signals reach it. */
  readonly enterAlone: readonly string[];
}

const holder = 'ip link set lo up && echo ready && read line';

/** The first process of the namespaces that `unshare` has made, as its number is outside of them. */
const firstOf = ({ pid }: ChildProcess): string => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();

/** Makes namespaces of network and processes. */
export async function makePrivateNetwork(): Promise<PrivateNetwork> {
  const namespaces = ['--net', '--pid', '--fork', '--kill-child'];
  const child = spawn('unshare', [...namespaces, 'sh', '-c', holder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  await Promise.race([
    once(child.stdout, 'data'),
    ended.then(() => {
      throw new Error('unshare could not make namespaces');
    }),
  ]);
  const first = firstOf(child);
  return {
    enter: ['nsenter', '--target', first, '--net', '--pid', '--'],
    enterAlone: ['nsenter', '--target', first, '--net', '--'],
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}
