import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
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
  /** What a program prints that runs where the daemon does. */
  run(program: string, ...args: string[]): string;
  /** Makes a storage pool of a folder. */
  makePool(name: string): Promise<void>;
  /** Makes a storage pool of its volume group `vg0`. */
  makeVolumeGroupPool(): void;
}

export interface LibvirtdOptions {
  /** How large its volume group `vg0` is, in MB. Default: it has none. */
  readonly volumeGroup?: number;
  /** One whose network and volume group it shares. */
  readonly beside?: PrivateLibvirtd;
}

/** Starts a daemon with a bridge `br0`, in a network that is connected to nothing. */
export async function startLibvirtd({ volumeGroup, beside }: LibvirtdOptions = {}): Promise<PrivateLibvirtd> {
  const folder = await mkdtemp(join(tmpdir(), 'clusto-libvirtd-'));
  const script = join(import.meta.dirname, 'private-libvirtd.sh');
  const env = {
    ...process.env,
    VOLUME_GROUP_MB: volumeGroup === undefined ? '' : String(volumeGroup),
    BESIDE: beside?.run('cat', join(beside.folder, 'libvirtd.pid')).trim() ?? '',
  };
  const child = spawn('bash', [script, folder, ...(beside ? [] : ['br0'])], { env, stdio: ['pipe', 'pipe', 'pipe'] });
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
    run(program, ...args) {
      const pid = readFileSync(join(folder, 'libvirtd.pid'), 'utf8').trim();
      const where = ['--target', pid, '--mount', '--net'];
      return execFileSync('nsenter', [...where, program, ...args], { encoding: 'latin1', stdio: 'pipe' });
    },
    makeVolumeGroupPool() {
      virsh('qemu', 'pool-define-as', 'vg0', 'logical', '--source-name', 'vg0', '--target', '/dev/vg0');
      virsh('qemu', 'pool-start', 'vg0');
    },
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
