import { Buffer } from 'node:buffer';
import { ClustoException, failure } from '../../base/errors.ts';
import { architectureNames } from '../../wire/dhcp/client-architecture.ts';
import { dhcp4Options, type NamedOption } from '../../wire/dhcp/dhcp4-options.ts';
import { dhcp6Options } from '../../wire/dhcp/dhcp6-options.ts';
import { encodeOption } from '../../wire/dhcp/option-type.ts';
import { OptionTable } from '../../wire/dhcp/option-table.ts';
import { isIp4, parseIp4 } from '../../wire/ip4.ts';
import { truthOf } from './truth-of.ts';

/** A value with the attribute that says so. */
export interface Sourced<T> {
  readonly value: T;
  /** Such as `dhcp.routers`. */
  readonly attribute: string;
  /** The version that wrote it. */
  readonly version: number;
}

/** What the `dhcp` attributes of one entity say. Hosts share the layers of their containers. */
export interface DhcpLayer {
  readonly entity: number;
  readonly name: string;
  readonly enabled: Sourced<boolean> | undefined;
  readonly nextServer: Sourced<number> | undefined;
  /** Of the manager of a subnet: whether clients that nobody knows get addresses of it, and for how many seconds. */
  readonly discovery: Sourced<boolean> | undefined;
  readonly discoveryLease: Sourced<number> | undefined;
  /** Boot files by what they are for: `ipxe`, `http`, or the name of an architecture. */
  readonly boot: ReadonlyMap<string, Sourced<string>>;
  /** Codes that are sent also to clients that do not ask for them. */
  readonly always: Sourced<ReadonlySet<number>> | undefined;
  /** By code; without a value where it is broken, which hides what farther layers say. */
  readonly options: ReadonlyMap<number, Sourced<Uint8Array | undefined>>;
  /** What is not understood, as sentences. */
  readonly problems: readonly Sourced<string>[];
  /** What the `dhcp6` attributes say; undefined where there are none. */
  readonly six: Dhcp6Settings | undefined;
}

/** What the `dhcp6` attributes of one entity say. */
export interface Dhcp6Settings extends Pick<DhcpLayer, 'enabled' | 'boot' | 'options'> {
  /** The identifier of the client, as hexadecimal digits. */
  readonly duid: Sourced<string> | undefined;
  /** How long an address is preferred and valid, in seconds. */
  readonly preferred: Sourced<number> | undefined;
  readonly valid: Sourced<number> | undefined;
}

/** The keys of the attributes that say what is told to clients. */
export const dhcpKeys = ['dhcp', 'dhcp6'] as const;

/** An attribute of one entity with one of the keys. */
export interface DhcpAttribute {
  readonly key: string;
  readonly subkey: string | null;
  readonly value: unknown;
  readonly version: number;
}

/** The options of DHCPv4 by code and name. */
export const dhcp4Table = new OptionTable(dhcp4Options, 254);
/** The options of DHCPv6 by code and name. */
export const dhcp6Table = new OptionTable(dhcp6Options, 65_535);

const bootKeys = new Set(['ipxe', 'http', ...architectureNames]);

const invalid = (option: string, expected: string, value: unknown): never => {
  throw failure('DHCP_OPTION_INVALID', { option, expected, value });
};

type Source = Omit<Sourced<unknown>, 'value'>;

/** What is no option and has the form of one. */
/** Of an address of a discovery subnet, in seconds. */
const [shortestLease, longestLease] = [60, 86_400];
const seconds = { name: 'lifetime', type: 'u32' } as const;
const duidBytes = { name: 'duid', type: 'bytes' } as const;

class LayerBuilder {
  readonly #table: OptionTable<NamedOption>;
  enabled: Sourced<boolean> | undefined;
  nextServer: Sourced<number> | undefined;
  discovery: Sourced<boolean> | undefined;
  discoveryLease: Sourced<number> | undefined;
  always: Sourced<ReadonlySet<number>> | undefined;
  duid: Sourced<string> | undefined;
  preferred: Sourced<number> | undefined;
  valid: Sourced<number> | undefined;
  readonly boot = new Map<string, Sourced<string>>();
  readonly options = new Map<number, Sourced<Uint8Array | undefined>>();

  constructor(table: OptionTable<NamedOption>) {
    this.#table = table;
  }

  /** The subkeys that are no options, each with what it does. */
  readonly four: Readonly<Record<string, (value: unknown, source: Source, subkey: string) => void>> = {
    enabled: (value, source, subkey) => {
      // what is broken hides what farther layers say
      this.enabled = { ...source, value: false };
      this.enabled = { ...source, value: truthOf(value) ?? invalid(subkey, 'true or false', value) };
    },
    'next-server': (value, source, subkey) => {
      const address = isIp4(value) ? parseIp4(value) : invalid(subkey, 'one IPv4 address', value);
      this.nextServer = { ...source, value: address };
    },
    discovery: (value, source, subkey) => {
      this.discovery = { ...source, value: truthOf(value) ?? invalid(subkey, 'true or false', value) };
    },
    'discovery-lease-time': (value, source, subkey) => {
      const isFit = Number.isSafeInteger(value) && Number(value) >= shortestLease && Number(value) <= longestLease;
      const expected = `seconds from ${shortestLease} to ${longestLease}`;
      this.discoveryLease = { ...source, value: isFit ? Number(value) : invalid(subkey, expected, value) };
    },
    'always-send': (value, source) => {
      const words = [value].flat().flatMap((word) => String(word).split(/[\s,]+/));
      this.always = { ...source, value: new Set(words.map((word) => this.#table.find(word).code)) };
    },
  };

  readonly six: typeof this.four = {
    enabled: (value, source, subkey) => this.four['enabled']?.(value, source, subkey),
    duid: (value, source) => {
      this.duid = { ...source, value: Buffer.from(encodeOption(duidBytes, value)).toString('hex') };
    },
    'preferred-lifetime': (value, source, subkey) => {
      this.preferred = {
        ...source,
        value: Buffer.from(encodeOption({ ...seconds, name: subkey }, value)).readUInt32BE(),
      };
    },
    'valid-lifetime': (value, source, subkey) => {
      this.valid = { ...source, value: Buffer.from(encodeOption({ ...seconds, name: subkey }, value)).readUInt32BE() };
    },
  };

  /** @throws DHCP_OPTION_INVALID, DHCP_OPTION_UNKNOWN */
  take(words: typeof this.four, subkey: string, value: unknown, source: Source): void {
    const name = subkey.toLowerCase();
    const firmware = name.startsWith('boot-') ? name.slice('boot-'.length) : '';
    if (Object.hasOwn(words, name)) words[name]?.(value, source, subkey);
    else if (bootKeys.has(firmware)) {
      const isText = typeof value === 'string' && /^[\x21-\x7e][\x20-\x7e]*$/.test(value);
      this.boot.set(firmware, { ...source, value: isText ? value : invalid(subkey, 'a path or a URL', value) });
    } else this.#takeOption(subkey, value, source);
  }

  #takeOption(subkey: string, value: unknown, source: Source): void {
    const option = this.#table.find(subkey);
    this.options.set(option.code, { ...source, value: undefined });
    if (this.#table.ofCode(option.code)?.isOfProtocol === true)
      invalid(option.name, 'no value from an attribute, as client and server set it themselves', value);
    this.options.set(option.code, { ...source, value: encodeOption(option, value) });
  }
}

/**
 * Understands the `dhcp` and `dhcp6` attributes of one entity. Several of one subkey are a list, in their order. What is
 * wrong is told in `problems` and changes nothing else.
 */
export function readDhcpLayer(
  { id, name }: { readonly id: number; readonly name: string },
  attributes: readonly DhcpAttribute[],
): DhcpLayer {
  const four = new LayerBuilder(dhcp4Table);
  const six = new LayerBuilder(dhcp6Table);
  const problems: Sourced<string>[] = [];
  for (const [attribute, group] of Map.groupBy(attributes, (one) => `${one.key}.${one.subkey ?? ''}`)) {
    const [{ key, subkey }] = group as [DhcpAttribute];
    const source = { attribute, version: Math.max(...group.map(({ version }) => version)) };
    const values = group.map(({ value }) => value);
    const value = values.length === 1 ? values[0] : values;
    try {
      if (key === 'dhcp') four.take(four.four, subkey ?? '', value, source);
      else six.take(six.six, subkey ?? '', value, source);
    } catch (error) {
      if (!(error instanceof ClustoException)) throw error;
      problems.push({ ...source, value: error.message });
    }
  }
  const { enabled, nextServer, discovery, discoveryLease, always, boot, options } = four;
  return {
    entity: id,
    name,
    enabled,
    nextServer,
    discovery,
    discoveryLease,
    always,
    boot,
    options,
    problems,
    six: attributes.some(({ key }) => key === 'dhcp6') ? settingsOf(six) : undefined,
  };
}

const settingsOf = ({ enabled, boot, options, duid, preferred, valid }: LayerBuilder): Dhcp6Settings => ({
  enabled,
  boot,
  options,
  duid,
  preferred,
  valid,
});
