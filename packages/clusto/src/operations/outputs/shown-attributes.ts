import { type Host, type HostAttribute, type OutputValue } from './host.ts';
import { type Skipped } from './skipped.ts';

/** Shown in forms of their own: addresses, and the ports with their cables. */
const hasOwnForm = (key: string): boolean => key === 'ip' || key.startsWith('port-');

const pathOf = ({ key, subkey }: Pick<HostAttribute, 'key' | 'subkey'>): string =>
  subkey === null ? key : `${key}.${subkey}`;

/**
 * `system.memory` as `system_memory`: what is called a name in most languages. What is stored under `property` is a
 * property of the driver, and called by its key alone.
 */
export const nameOf = ({ key, subkey }: Pick<HostAttribute, 'key' | 'subkey'>): string =>
  (subkey === null || subkey === 'property' ? key : `${key}_${subkey}`).replaceAll('-', '_');

/**
 * The name under which each attribute goes into an output, by its path. Two that would get the same name are both left
 * out: one of them would pass for the other.
 * @param keeps names that the tool keeps for itself
 */
export function attributeNames(
  hosts: readonly Host[],
  skipped: Skipped,
  keeps: (name: string) => boolean,
): Map<string, string> {
  const paths = new Map<string, string>();
  // containers are shared by many hosts
  const levels = new Set(hosts.flatMap((host) => host.levels));
  for (const level of levels) for (const one of level) if (!hasOwnForm(one.key)) paths.set(pathOf(one), nameOf(one));
  const sharers = Map.groupBy(paths.keys(), (path) => paths.get(path) as string);
  for (const path of [...paths.keys()].sort()) {
    const name = paths.get(path) as string;
    const isShared = (sharers.get(name) ?? []).length > 1;
    if (!isShared && !keeps(name)) continue;
    skipped.add(isShared ? 'a name that another attribute would have too' : 'a name that is taken by the tool', path);
    paths.delete(path);
  }
  return paths;
}

/**
 * What a host has, or else the nearest container that has it, by name in the order of the names. A numbered attribute is
 * a list, and so is one with several values.
 */
export function shownAttributes(host: Host, names: ReadonlyMap<string, string>): [string, OutputValue][] {
  const shown = new Map<string, OutputValue>();
  for (const level of host.levels)
    for (const [path, group] of Map.groupBy(level, pathOf)) {
      const name = names.get(path);
      if (name === undefined || shown.has(name)) continue;
      const values = group.map(({ value }) => value);
      const isList = values.length > 1 || group.some(({ number }) => number !== null);
      shown.set(name, isList ? values : (values[0] as OutputValue));
    }
  return [...shown].sort(([one], [other]) => (one < other ? -1 : 1));
}
