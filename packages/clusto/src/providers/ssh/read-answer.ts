import type { HostDescription, HostFirmware } from './host-description.ts';
import { type ProbeTool, probeMark } from './probe-script.ts';
import { readDmidecode } from './read-dmidecode.ts';
import { readIpAddr } from './read-ip-addr.ts';
import { readLsblk } from './read-lsblk.ts';
import { readLscpu } from './read-lscpu.ts';
import { readLshw } from './read-lshw.ts';
import { ToolOutput } from './tool-output.ts';

const part = new RegExp(`^${probeMark} begin (\\w+)\\n([^]*?)^${probeMark} end (\\d+)$`, 'gm');

function memoryOf(text: string, host: string): number {
  const [, kilobytes] = /^MemTotal:\s+(\d{1,15}) kB$/m.exec(text) ?? [];
  if (kilobytes === undefined) new ToolOutput({ tool: '/proc/meminfo', host }).refuse('MemTotal is missing');
  return Math.floor(Number(kilobytes) / 1024);
}

/**
 * What a host says of itself, out of what the script printed there. What only root may know is left out where it failed.
 * @throws HOST_ANSWER_INVALID
 */
export function readAnswer(text: string, host: string): HostDescription {
  const parts = new Map(
    [...text.matchAll(part)].map(([, name, output = '', status]) => [name, { output, failed: status !== '0' }]),
  );
  const need = (tool: ProbeTool): string => {
    const found = parts.get(tool);
    if (found === undefined) return new ToolOutput({ tool, host }).refuse('the answer ends before it');
    if (found.failed) return new ToolOutput({ tool, host }).refuse('it failed, or it is not installed');
    return found.output;
  };
  const works = (tool: ProbeTool): boolean => parts.get(tool)?.failed === false;
  const firmware = (): HostFirmware => {
    if (works('dmidecode')) return readDmidecode(need('dmidecode'), host);
    if (works('lshw')) return readLshw(need('lshw'), host);
    // both have to have been asked, or the answer was cut off
    if (!parts.has('lshw')) need('lshw');
    return { serial: null, modules: [] };
  };
  const name = new ToolOutput({ tool: 'uname', host }).needText(need('hostname'), 'the host name');
  const total = memoryOf(need('meminfo'), host);
  const [processors, disks, network] = [
    readLscpu(need('lscpu'), host),
    readLsblk(need('lsblk'), host),
    readIpAddr(need('ip'), host),
  ];
  const { serial, modules } = firmware();
  const installed = modules.reduce((sum, { size }) => sum + size, 0);
  const memory = installed === 0 ? total : installed;
  return { hostname: name.split('.')[0] ?? name, serial, memory, processors, modules, disks, ...network };
}
