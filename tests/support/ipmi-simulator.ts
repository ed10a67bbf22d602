import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../packages/clusto/src/providers/run-program.ts';
import { stop, untilReady } from './real-snmpd.ts';

/** OpenIPMI's simulator of a management controller; the user `clusto` with the password `topsecret`. */
export interface IpmiSimulator extends AsyncDisposable {
  readonly port: number;
  /** What its chassis was told, in order: `power 1`. */
  told(): Promise<string[]>;
}

const chassisScript = `#!/bin/sh
op=$1; shift
case $op in
  get) for name in "$@"; do case $name in power) echo "power:$(cat "$HERE/power")";; boot) echo boot:default;; esac; done;;
  set) while [ $# -gt 0 ]; do
         echo "$1 $2" >> "$HERE/told"
         case $1 in power) echo "$2" > "$HERE/power";; shutdown) echo 0 > "$HERE/power";; esac
         shift 2
       done;;
esac
`;

const emulator = `mc_setbmc 0x20
mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr
sel_enable 0x20 1000 0x0a
mc_enable 0x20
`;

/** Starts one whose serial line says \`SERIAL READY\` to whoever connects, and repeats what is typed. */
export async function startIpmiSimulator(port: number): Promise<IpmiSimulator> {
  const folder = await mkdtemp(join(tmpdir(), 'clusto-ipmisim-'));
  const serial = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (typed) => socket.write(`typed ${typed.toString('latin1')}\r\n`));
    const greeting = setInterval(() => socket.write('SERIAL READY\r\n'), 200);
    socket.once('close', () => clearInterval(greeting));
  }).listen(0, '127.0.0.1');
  await once(serial, 'listening');
  const chassis = join(folder, 'chassis');
  await writeFile(chassis, chassisScript.replace('\nop=', `\nHERE=${folder}\nop=`));
  await writeFile(join(folder, 'lan'), '#!/bin/sh\n');
  for (const script of ['chassis', 'lan']) await chmod(join(folder, script), 0o755);
  await writeFile(join(folder, 'power'), '0\n');
  await mkdir(join(folder, 'state'));
  await writeFile(join(folder, 'sim.emu'), emulator);
  await writeFile(
    join(folder, 'lan.conf'),
    `name "bmc"
set_working_mc 0x20
  startlan 1
    addr 127.0.0.1 ${port}
    priv_limit admin
    allowed_auths_operator none md2 md5 straight
    allowed_auths_admin none md2 md5 straight
    guid a123456789abcdefa123456789abcdef
    lan_config_program "${join(folder, 'lan')}"
  endlan
  chassis_control "${chassis}"
  sol "tcp:127.0.0.1:${(serial.address() as AddressInfo).port}" 115200
  user 2 true "clusto" "topsecret" admin 10 none md2 md5 straight
`,
  );
  const args = ['-c', join(folder, 'lan.conf'), '-f', join(folder, 'sim.emu'), '-s', join(folder, 'state'), '-n'];
  const daemon = spawn('ipmi_sim', args, { stdio: 'ignore' });
  await writeFile(join(folder, 'password'), 'topsecret', { mode: 0o600 });
  const common = [
    '-I',
    'lanplus',
    '-C',
    '3',
    '-H',
    '127.0.0.1',
    '-p',
    String(port),
    '-U',
    'clusto',
    '-f',
    join(folder, 'password'),
  ];
  await untilReady(daemon, async () => {
    const { status } = await runProgram('ipmitool', [...common, '-N', '1', '-R', '1', 'chassis', 'power', 'status']);
    return status === 0;
  });
  return {
    port,
    told: async () => (await readFile(join(folder, 'told'), 'utf8').catch(() => '')).split('\n').filter(Boolean),
    [Symbol.asyncDispose]: async () => {
      await stop(daemon);
      serial.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
