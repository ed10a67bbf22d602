import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../packages/clusto/systemd');

/** A unit of systemd: its settings by section, each with all of its values. */
export interface UnitFile {
  readonly name: string;
  readonly text: string;
  /** The values of a setting: `Service.ExecStart`. */
  values(setting: string): readonly string[];
}

function readUnit(name: string): UnitFile {
  const text = readFileSync(join(folder, name), 'utf8');
  const settings = new Map<string, string[]>();
  let section = '';
  for (const line of text.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
    const [, header, key, value = ''] = /^(?:\[(\w+)\]|(\w+)=(.*))$/.exec(line) ?? [];
    if (header !== undefined) section = header;
    else if (key === undefined) throw new Error(`${name}: ${line}`);
    else settings.set(`${section}.${key}`, [...(settings.get(`${section}.${key}`) ?? []), value]);
  }
  return { name, text, values: (setting) => settings.get(setting) ?? [] };
}

/** The units that clusto ships. */
export const unitFiles: readonly UnitFile[] = readdirSync(folder).sort().map(readUnit);
