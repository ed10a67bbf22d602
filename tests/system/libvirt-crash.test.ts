import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtInDrivers, KVMVirtualServer, type VMManager, type XenVirtualServer } from 'clusto/drivers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openIntent } from '../../packages/clusto/src/drivers/machines/intent.ts';
import { readRecord } from '../../packages/clusto/src/drivers/machines/machine-record.ts';
import { type DatabaseKind, databases } from '../support/databases.ts';
import { lacksPackages } from '../support/lacks-packages.ts';
import { makeHost, makeMachine } from '../support/libvirt-machines.ts';
import { useInventory } from '../support/open-inventory.ts';
import { type PrivateLibvirtd, startLibvirtd } from '../support/private-libvirtd.ts';

/** A virsh that fails, or kills the clusto that called it, at one of its calls: before or after what it was called for. */
const saboteur = `#!/bin/bash
cd "$(dirname "$0")"
for word; do [[ $word =~ ^(list|domstate|define|destroy|undefine|pool|vol)(-[a-z-]+)?$ ]] && break; done
echo "$word" >>calls
call=$(wc -l <calls)
read -r when at how <plan
act() {
  if [ $how = kill ]; then kill -9 "$(cat victim)"; exit 1; fi
  echo 'error: sabotage' >&2
  exit 1
}
[ $call = $at ] && [ $when = before ] && act
virsh "$@"
status=$?
[ $call = $at ] && [ $when = after ] && act
exit $status
`;
/** The commands that change something; between two of them there is nothing to be repaired but what the first one did. */
const changes = new Set(['vol-create-as', 'vol-upload', 'define', 'destroy', 'undefine', 'vol-delete']);

describe.skipIf(lacksPackages('libvirt'))('whatever happens on the way', () => {
  let libvirtd: PrivateLibvirtd;
  beforeAll(async () => {
    libvirtd = await startLibvirtd();
    await libvirtd.makePool('vg0');
    await writeFile(join(libvirtd.folder, 'saboteur'), saboteur);
    await chmod(join(libvirtd.folder, 'saboteur'), 0o755);
  });
  afterAll(() => libvirtd[Symbol.asyncDispose]());

  const given = useInventory(databases[0] as DatabaseKind, builtInDrivers);
  let manager: VMManager;
  beforeEach(async () => {
    const attributes = { 'libvirt.uri': libvirtd.uri('qemu'), 'libvirt.domain-type': 'qemu' };
    ({ manager } = await makeHost(given.clusto, 'kvm', 'kvm1', attributes));
  });

  const make = (): Promise<KVMVirtualServer | XenVirtualServer> =>
    makeMachine(given.clusto, manager, 'v1', { 'cloud-init.seed': 'yes' });
  const left = (): string[] =>
    [libvirtd.virsh('qemu', 'list', '--all', '--name'), libvirtd.virsh('qemu', 'vol-list', '--pool', 'vg0')].filter(
      (text) => text !== '',
    );

  const file = (name: string): string => join(libvirtd.folder, name);
  const calls = async (): Promise<string[]> => (await readFile(file('calls'), 'utf8')).trim().split('\n');
  const sabotage = async (plan: string): Promise<void> => {
    await rm(file('calls'), { force: true });
    await writeFile(file('plan'), plan);
  };

  /** The same machine, as seen by a clusto whose client of libvirt is the saboteur. */
  const throughSaboteur = async (): Promise<KVMVirtualServer> => {
    const clusto = await given.open({ settings: { libvirt: { virsh: file('saboteur') } } });
    return clusto.getByName('v1', KVMVirtualServer);
  };

  /** Does an operation in a process of its own. @returns the signal that ended it, or its status and what it said */
  async function inProcess(operation: string): Promise<string> {
    await writeFile(file('clusto.toml'), `[libvirt]\nvirsh = "${file('saboteur')}"\n`);
    const script = join(import.meta.dirname, '../support/libvirt-victim.ts');
    const args = ['--conditions=clusto-dev', script, given.dsn, file('clusto.toml'), 'v1', operation];
    const victim = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    victim.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    await writeFile(file('victim'), String(victim.pid));
    const [status, signal] = (await once(victim, 'close')) as [number | null, string | null];
    return signal ?? `${status}: ${errors}`;
  }

  /** The steps of an operation that change something on the hypervisor, as numbers of calls. */
  async function changesOf(work: Promise<unknown>): Promise<number[]> {
    await work;
    return (await calls()).flatMap((word, index) => (changes.has(word) ? [index + 1] : []));
  }

  test('a creation that is killed after any step is undone, or finished, by a repair', async () => {
    const machine = await make();
    await sabotage('before 0 none');
    const steps = await changesOf((await throughSaboteur()).vmCreate());
    expect(steps).toHaveLength(5);
    await machine.vmDelete();
    expect(left()).toEqual([]);
    for (const at of steps)
      for (const undo of [true, false]) {
        const step = `killed after call ${at}, then ${undo ? 'undone' : 'finished'}`;
        await sabotage(`after ${at} kill`);
        expect([step, await inProcess('vmCreate')]).toEqual([step, 'SIGKILL']);
        await expect(machine.vmCreate()).rejects.toMatchObject({ code: 'MACHINE_BUSY' });
        await machine.vmRepair({ undo });
        expect([step, await openIntent(machine)]).toEqual([step, undefined]);
        expect([step, (await machine.vmStatus()).state]).toEqual([step, undo ? 'absent' : 'stopped']);
        if (!undo) await machine.vmDelete();
        expect([step, left()]).toEqual([step, []]);
      }
    expect(await readRecord(machine)).toMatchObject({ uuid: undefined, domain: undefined, volumes: [] });
  }, 240_000);

  test('a deletion that is killed after any step is finished by a repair', async () => {
    const machine = await make();
    await machine.vmCreate();
    await sabotage('before 0 none');
    const steps = await changesOf((await throughSaboteur()).vmDelete());
    expect(steps).toHaveLength(4);
    for (const at of steps) {
      await machine.vmCreate();
      await sabotage(`after ${at} kill`);
      expect(await inProcess('vmDelete')).toBe('SIGKILL');
      await machine.vmRepair();
      expect([at, left(), await openIntent(machine)]).toEqual([at, [], undefined]);
    }
  }, 240_000);

  test('a creation of which any step fails leaves nothing, and says what was undone', async () => {
    const machine = await make();
    const sabotaged = await throughSaboteur();
    await sabotage('before 0 none');
    const steps = await changesOf(sabotaged.vmCreate());
    await machine.vmDelete();
    // what has been done and is said to have failed is the harder case; one that was not done follows below
    for (const at of steps) {
      await sabotage(`after ${at} fail`);
      await expect(sabotaged.vmCreate(), `after ${at}`).rejects.toMatchObject({ code: 'HYPERVISOR_FAILED' });
      expect([at, left(), await openIntent(machine)]).toEqual([at, [], undefined]);
    }
    await sabotage(`before ${steps.at(-1)} fail`);
    await expect(sabotaged.vmCreate()).rejects.toThrow(
      'The hypervisor kvm1 failed while defining the machine v1: sabotage; ' +
        'undone: machine v1, volume v1-seed, volume v1-swap, volume v1-root.',
    );
    await machine.delete();
  }, 240_000);
});
