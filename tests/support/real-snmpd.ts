import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProgram } from '../../packages/clusto/src/providers/run-program.ts';

/** The outlets aa1 and aa2 of a Sentry strip, kept in files; the protocol is that of `pass` in snmpd.conf(5). */
const outletsScript = `
here=$1 op=$2 oid=$3
entry=.1.3.6.1.4.1.1718.3.2.3.1
all="$entry.2.1.1.1 $entry.2.1.1.2 $entry.10.1.1.1 $entry.10.1.1.2 $entry.11.1.1.1 $entry.11.1.1.2"
say() {
  case $1 in
    $entry.2.*) echo "$1"; echo string; echo "AA\${1##*.}";;
    $entry.10.*) echo "$1"; echo integer; cat "$here/state\${1##*.}";;
    $entry.11.*) echo "$1"; echo integer; cat "$here/set\${1##*.}" 2>/dev/null || echo 0;;
  esac
}
case $op in
  -g) for one in $all; do [ "$one" = "$oid" ] && say "$one"; done;;
  -n) next=; for one in $all; do
        if [ "$oid" = "$entry" ] || [ "$next" ]; then say "$one"; exit; fi
        case $one in "$oid") next=1;; "$oid".*) say "$one"; exit;; esac
      done;;
  -s) case $oid in
        $entry.11.*) n=\${oid##*.}; echo "$5" > "$here/set$n"; echo "$5" >> "$here/log$n"
          if [ "$5" = 2 ]; then echo 4; else echo 5; fi > "$here/state$n";;
        *) echo not-writable;;
      esac;;
esac
`;

/** Debian's SNMP agent as a power strip: communities `public` and `private`, and the user `admin` of version 3. */
export interface RealSnmpd extends AsyncDisposable {
  readonly port: number;
  /** What was set at an outlet, in order. */
  sets(outlet: 1 | 2): Promise<number[]>;
}

export async function startSnmpd(port: number): Promise<RealSnmpd> {
  const folder = await mkdtemp(join(tmpdir(), 'clusto-snmpd-'));
  const script = join(folder, 'outlets.sh');
  await writeFile(script, outletsScript);
  for (const outlet of [1, 2]) await writeFile(join(folder, `state${outlet}`), '5\n');
  const configuration = [
    `agentaddress udp:127.0.0.1:${port}`,
    'rwcommunity private 127.0.0.1',
    'rocommunity public 127.0.0.1',
    'createUser admin SHA adminpass AES adminpriv',
    'rwuser admin priv',
    'sysObjectID .1.3.6.1.4.1.1718.3',
    `pass .1.3.6.1.4.1.1718.3.2.3.1 /bin/sh ${script} ${folder}`,
  ];
  await writeFile(join(folder, 'snmpd.conf'), `${configuration.join('\n')}\n`);
  await mkdir(join(folder, 'persistent'));
  const env = { ...process.env, SNMP_PERSISTENT_DIR: join(folder, 'persistent') };
  const daemon = spawn('snmpd', ['-f', '-C', '-c', join(folder, 'snmpd.conf'), '-Lf', join(folder, 'log')], {
    env,
    stdio: 'ignore',
  });
  await untilReady(daemon, async () => {
    const args = ['-v2c', '-c', 'public', '-t', '1', '-r', '0', `127.0.0.1:${port}`, '1.3.6.1.2.1.1.2.0'];
    return (await runProgram('snmpget', args)).status === 0;
  });
  return {
    port,
    sets: async (outlet) =>
      (await readFile(join(folder, `log${outlet}`), 'utf8').catch(() => '')).split('\n').filter(Boolean).map(Number),
    [Symbol.asyncDispose]: async () => {
      await stop(daemon);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until a daemon answers. */
export async function untilReady(daemon: ChildProcess, isReady: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 30_000;
  while (!(await isReady())) {
    if (daemon.exitCode !== null) throw new Error(`${daemon.spawnfile} ended with status ${daemon.exitCode}`);
    if (performance.now() > end) throw new Error(`${daemon.spawnfile} does not answer`);
    await sleep(100);
  }
}

/** Ends a daemon, and waits until it has ended. */
export async function stop(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const ended = once(daemon, 'exit');
  daemon.kill('SIGTERM');
  await ended;
}
