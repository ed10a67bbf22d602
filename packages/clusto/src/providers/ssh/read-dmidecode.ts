import type { HostFirmware, HostModule } from './host-description.ts';
import { someSerial, someText, ToolOutput } from './tool-output.ts';

const units: Readonly<Record<string, number>> = { kB: 1 / 1024, MB: 1, GB: 1024, TB: 1024 * 1024 };

/** The fields of a structure; those of lists below a field are left out. */
function fieldsOf(block: string): Map<string, string> {
  const lines = [...block.matchAll(/^\t([^\t:][^:\n]*):[ \t]*(.*)$/gm)];
  return new Map(lines.map(([, name = '', value = '']) => [name, value]));
}

function moduleOf(fields: ReadonlyMap<string, string>): HostModule[] {
  const [, count = '', unit = ''] = /^(\d{1,9}) (kB|MB|GB|TB)$/.exec(fields.get('Size')?.trim() ?? '') ?? [];
  // an empty slot says `No Module Installed`
  if (count === '') return [];
  const said = (name: string): string | null => {
    const text = someText(fields.get(name));
    return text === null || /^(?:unknown|none|not specified)$/i.test(text) ? null : text;
  };
  const locator = said('Locator') ?? 'unknown';
  return [{ locator, type: said('Type'), speed: said('Speed'), size: Math.round(Number(count) * (units[unit] ?? 1)) }];
}

/**
 * What the firmware says, from the output of `dmidecode -t system -t memory` (dmidecode(8), SMBIOS types 1 and 17).
 * @throws HOST_ANSWER_INVALID where there is no structure of the system in it
 */
export function readDmidecode(text: string, host: string): HostFirmware {
  const blocks = text.replaceAll('\r', '').split(/^(?=Handle 0x)/m);
  const ofType = (type: number): string[] =>
    blocks.filter((block) => new RegExp(`^Handle 0x[0-9A-Fa-f]+, DMI type ${type},`).test(block));
  const [system] = ofType(1);
  if (system === undefined)
    return new ToolOutput({ tool: 'dmidecode', host }).refuse('it says nothing of the system, DMI type 1');
  return {
    serial: someSerial(fieldsOf(system).get('Serial Number')),
    modules: ofType(17).flatMap((block) => moduleOf(fieldsOf(block))),
  };
}
