import { type Clusto } from '../clusto.ts';
import { type Host, valueText } from './host.ts';
import { nameAddresses, type NameParams, namingAttributes } from './name-addresses.ts';
import { type Output } from './output.ts';
import { type HostParams, readHosts } from './read-hosts.ts';
import { Skipped } from './skipped.ts';

export interface SshConfigParams extends HostParams, NameParams {}

const line = /^[^\p{Cc}]+$/u;

/**
 * The options of ssh_config(5) that attributes `ssh.NAME` may set, with what they may say. None that runs a command or
 * lends a key: who may write the inventory may not thereby run things on the machine of who reads it.
 */
const options: Readonly<Record<string, { readonly name: string; readonly allows: RegExp }>> = {
  user: { name: 'User', allows: line },
  port: { name: 'Port', allows: /^(?!0)\d{1,5}$/ },
  // read to the end of the line, without quotes
  proxyjump: { name: 'ProxyJump', allows: /^[\w[][\w.@:,[\]-]*$/ },
  identityfile: { name: 'IdentityFile', allows: line },
  hostkeyalias: { name: 'HostKeyAlias', allows: /^[\w.:-]+$/ },
};

/** Quotes where they are needed; what a backslash stands before in quotes is itself (OpenSSH 8.7 on). */
function argument(text: string): string {
  return /^[\w./:@,+=[\]~%-]+$/.test(text) ? text : `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** Nothing that is a pattern or ends the word (ssh_config(5), PATTERNS), and no @, which ends a user name. */
const isPlain = (name: string): boolean => /^[\p{L}\p{N}_][\p{L}\p{N}._:+-]*$/u.test(name);

function optionLines(host: Host, skipped: Skipped): string[] {
  return Object.entries(options).flatMap(([subkey, { name, allows }]) => {
    const [value] = host.nearest('ssh', subkey);
    if (value === undefined || value === null) return [];
    const text = valueText(value);
    if (allows.test(text) && (subkey !== 'port' || Number(text) < 65_536)) return [`    ${name} ${argument(text)}\n`];
    skipped.add('a value that ssh does not take', `${host.name} (ssh.${subkey})`);
    return [];
  });
}

/**
 * A configuration for ssh (ssh_config(5)): each host by its name and its names in DNS, at its first address, IPv4 before
 * IPv6, with what the attributes `ssh.user`, `ssh.port`, `ssh.proxyjump`, `ssh.identityfile` and `ssh.hostkeyalias` say of
 * it or of what it is in.
 * @throws ARGUMENT_INVALID for a domain that is none, and as `readHosts`
 */
export async function sshConfig(inventory: Clusto, params: SshConfigParams = {}): Promise<Output> {
  const { version, hosts, skipped } = await readHosts(inventory, params, [{ key: 'ssh' }, ...namingAttributes]);
  // names that DNS does not allow are names to ssh all the same
  const named = Map.groupBy(nameAddresses(hosts, params, new Skipped()), ({ host }) => host.name);
  const used = new Set(hosts.map(({ name }) => name));
  const blocks = hosts.flatMap((host): (readonly [names: string, address: string, lines: string])[] => {
    const address = host.mainAddress?.text;
    if (address === undefined) skipped.add('no address', host.name);
    else if (!isPlain(host.name)) skipped.add('a name that is a pattern to ssh', host.name);
    if (address === undefined || !isPlain(host.name)) return [];
    const others = new Set(
      (named.get(host.name) ?? [])
        .filter(({ address: { text } }) => text === address)
        .flatMap(({ names: { canonical, others: more, aliases, short } }) => [
          canonical,
          short ?? '',
          ...more,
          ...aliases,
        ])
        // the first host of a name would get all that is meant for the others
        .filter((name) => name !== '' && !used.has(name)),
    );
    for (const name of others) used.add(name);
    return [[[host.name, ...others].join(' '), address, optionLines(host, skipped).join('')]];
  });
  function* pieces(): Generator<string> {
    for (const [names, address, lines] of blocks) yield `Host ${names}\n    HostName ${address}\n${lines}\n`;
  }
  return { version, mediaType: 'text/plain; charset=utf-8', skipped: skipped.list(), pieces: pieces() };
}
