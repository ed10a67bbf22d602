import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A libvirt daemon that belongs to a test. */
export interface PrivateLibvirtd extends AsyncDisposable {
  /** Where test and guests can keep files; gone with the daemon. */
  readonly folder: string;
  readonly socket: string;
  uri(driver: 'qemu' | 'test'): string;
  /** What virsh prints, ends with 0 or not. */
  virsh(driver: 'qemu' | 'test', ...args: string[]): string;
  /** Makes a storage pool of a folder. */
  makePool(name: string): Promise<void>;
}

/** @param bridges the bridges in its network, which is connected to nothing */
export async function startLibvirtd(bridges: readonly string[] = ['br0']): Promise<PrivateLibvirtd> {
  const folder = await mkdtemp(join(tmpdir(), 'clusto-libvirtd-'));
  const script = join(import.meta.dirname, 'private-libvirtd.sh');
  const child = spawn('bash', [script, folder, ...bridges], { stdio: ['pipe', 'pipe', 'pipe'] });
  let problems = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (problems += text));
  const ended = once(child, 'close');
  const ready = once(child.stdout, 'data');
  await Promise.race([
    ready,
    ended.then(() => {
      throw new Error(`libvirtd did not start: ${problems}`);
    }),
  ]);
  const socket = join(folder, 'run/libvirt-sock');
  const uri: PrivateLibvirtd['uri'] = (driver) =>
    `${driver}+unix:///${driver === 'test' ? 'default' : 'system'}?socket=${socket}`;
  const virsh: PrivateLibvirtd['virsh'] = (driver, ...args) => {
    const { stdout, stderr } = spawnSync('virsh', ['-q', '-c', uri(driver), ...args], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    });
    return (stdout + stderr).trim();
  };
  return {
    folder,
    socket,
    uri,
    virsh,
    async makePool(name) {
      const target = join(folder, 'pools', name);
      await mkdir(target, { recursive: true });
      virsh('qemu', 'pool-define-as', name, 'dir', '--target', target);
      virsh('qemu', 'pool-start', name);
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until a file has a text so and so often. @returns what the file holds then */
export async function seenInFile(path: string, text: string, times = 1, timeout = 90_000): Promise<string> {
  for (const end = performance.now() + timeout; ;) {
    const content = await readFile(path, 'latin1').catch(() => '');
    if (content.split(text).length > times) return content;
    if (performance.now() > end)
      throw new Error(`${path} does not have ${text} ${times} times:\n${content.slice(-2000)}`);
    await new Promise((later) => setTimeout(later, 50));
  }
}
