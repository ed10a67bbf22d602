import { type Clusto } from '../clusto.ts';
import { type Host, type OutputValue } from './host.ts';
import { jsonLines } from './json-lines.ts';
import { type Output } from './output.ts';
import { type HostParams, readHosts } from './read-hosts.ts';
import { attributeNames, shownAttributes } from './shown-attributes.ts';
import { type Skipped } from './skipped.ts';

/** Variables that Ansible sets itself, and words that Python does not take as names. */
const taken = new Set(
  `clusto ansible_host environment group_names groups hostvars inventory_dir inventory_file inventory_hostname
  inventory_hostname_short omit play_hosts playbook_dir role_name role_names role_path vars False None True and as assert
  async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not
  or pass raise return try while with yield`.split(/\s+/),
);

/** A text with a template in it would be run by Ansible: marked as unsafe it stays a text (Ansible, "Unsafe or raw strings"). */
function safe(value: OutputValue): OutputValue {
  if (typeof value === 'string') return /\{[{%#]/.test(value) ? { __ansible_unsafe: value } : value;
  if (Array.isArray(value)) return value.map(safe);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, safe(one)]));
}

function hostVariables(host: Host, names: ReadonlyMap<string, string>): Record<string, OutputValue> {
  const { name, type, driver, containers } = host;
  const address = host.mainAddress?.text;
  const addresses = host.addresses.map(({ ip: _ip, name: dns, text, ...rest }) => ({
    address: text,
    ...rest,
    ...(dns === undefined ? {} : { dns }),
  }));
  const types = Map.groupBy(containers, (one) => one.type);
  const within = Object.fromEntries([...types].map(([kind, all]) => [kind, all.map((one) => one.name)]));
  const variables = [
    ...(address === undefined ? [] : [['ansible_host', address] as const]),
    ['clusto', { name, type, driver, addresses, within }] as const,
    ...shownAttributes(host, names),
  ];
  return Object.fromEntries(variables.map(([variable, value]) => [variable, safe(value)]));
}

/** What Ansible takes as the name of a group without complaint: letters, digits and underscores. */
const groupName = (type: string, name: string): string => `${type}_${name}`.replace(/[^A-Za-z0-9_]/g, '_');

/** The hosts of each group: one for each type, and one for each container at any depth. */
function groupsOf(hosts: readonly Host[], skipped: Skipped): [string, { hosts: string[] }][] {
  const groups = new Map<string, { readonly origins: Set<string>; readonly hosts: string[] }>();
  const join = (type: string, of: string, host: string): void => {
    const name = groupName(type, of);
    const group = groups.get(name) ?? { origins: new Set(), hosts: [] };
    group.origins.add(`${type} ${of}`);
    group.hosts.push(host);
    groups.set(name, group);
  };
  for (const host of hosts) {
    join('type', host.type, host.name);
    for (const { type, name } of host.containers) join(type, name, host.name);
  }
  const kept: [string, { hosts: string[] }][] = [];
  for (const [name, group] of [...groups].sort(([one], [other]) => (one < other ? -1 : 1)))
    if (group.origins.size === 1) kept.push([name, { hosts: group.hosts }]);
    else skipped.add(`a group name, ${name}, that several would have`, [...group.origins].join(' and '));
  return kept;
}

const member = (name: string, value: unknown): string => `${JSON.stringify(name)}: ${JSON.stringify(value)}`;

/** The variables of a host are made when it is its turn. */
function* inventoryPieces(
  hosts: readonly Host[],
  groups: readonly [string, { hosts: string[] }][],
  names: ReadonlyMap<string, string>,
): Generator<string> {
  yield '{\n  "_meta": {\n    "hostvars": {\n';
  yield* jsonLines(hosts, (host) => member(host.name, hostVariables(host, names)), '      ');
  yield '    }\n  },\n';
  const all = { children: ['ungrouped', ...groups.map(([name]) => name)] };
  yield* jsonLines([['all', all] as const, ...groups], ([name, group]) => member(name, group), '  ');
  yield '}\n';
}

/**
 * A dynamic inventory as Ansible asks its scripts for it with `--list` (Ansible, "Developing dynamic inventory"), and with
 * the name of a host as it asks with `--host`. Variables are the attributes, also those of what a host is in.
 * @throws ENTITY_NOT_FOUND for an unknown host, and as `readHosts`
 */
export async function ansibleInventory(inventory: Clusto, params: HostParams = {}): Promise<Output> {
  const { version, hosts, skipped } = await readHosts(inventory, params);
  const names = attributeNames(hosts, skipped, (name) => taken.has(name));
  const result = { version, mediaType: 'application/json' };
  const [host] = hosts;
  if (params.name !== undefined) {
    const variables = host === undefined ? {} : hostVariables(host, names);
    return { ...result, skipped: skipped.list(), pieces: [`${JSON.stringify(variables, null, 2)}\n`] };
  }
  const groups = groupsOf(hosts, skipped);
  return { ...result, skipped: skipped.list(), pieces: inventoryPieces(hosts, groups, names) };
}
