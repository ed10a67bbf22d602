import { ClustoException, failure } from '../../base/errors.ts';
import { architectureNames } from '../../wire/dhcp/client-architecture.ts';
import { dhcp4Options } from '../../wire/dhcp/dhcp4-options.ts';
import { encodeOption } from '../../wire/dhcp/option-type.ts';
import { OptionTable } from '../../wire/dhcp/option-table.ts';
import { isIp4, parseIp4 } from '../../wire/ip4.ts';

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
  /** Boot files by what they are for: `ipxe`, `http`, or the name of an architecture. */
  readonly boot: ReadonlyMap<string, Sourced<string>>;
  /** Codes that are sent also to clients that do not ask for them. */
  readonly always: Sourced<ReadonlySet<number>> | undefined;
  /** By code; without a value where it is broken, which hides what farther layers say. */
  readonly options: ReadonlyMap<number, Sourced<Uint8Array | undefined>>;
  /** What is not understood, as sentences. */
  readonly problems: readonly Sourced<string>[];
}

/** An attribute of one entity with the key `dhcp`. */
export interface DhcpAttribute {
  readonly subkey: string | null;
  readonly value: unknown;
  readonly version: number;
}

/** The options of DHCPv4 by code and name. */
export const dhcp4Table = new OptionTable(dhcp4Options, 254);

const bootKeys = new Set(['ipxe', 'http', ...architectureNames]);
const truths = new Map<unknown, boolean>([
  ...[true, 1, 'true', 'yes', 'on', '1'].map((value) => [value, true] as const),
  ...[false, 0, 'false', 'no', 'off', '0'].map((value) => [value, false] as const),
]);

const invalid = (option: string, expected: string, value: unknown): never => {
  throw failure('DHCP_OPTION_INVALID', { option, expected, value });
};

class LayerBuilder {
  enabled: Sourced<boolean> | undefined;
  nextServer: Sourced<number> | undefined;
  always: Sourced<ReadonlySet<number>> | undefined;
  readonly boot = new Map<string, Sourced<string>>();
  readonly options = new Map<number, Sourced<Uint8Array | undefined>>();
  readonly problems: Sourced<string>[] = [];

  /** @throws DHCP_OPTION_INVALID, DHCP_OPTION_UNKNOWN */
  take(subkey: string, values: readonly unknown[], source: Omit<Sourced<unknown>, 'value'>): void {
    const value = values.length === 1 ? values[0] : values;
    const name = subkey.toLowerCase();
    if (name === 'enabled') {
      this.enabled = { ...source, value: truths.get(value) ?? invalid(subkey, 'true or false', value) };
    } else if (name === 'next-server') {
      this.nextServer = {
        ...source,
        value: isIp4(value) ? parseIp4(value) : invalid(subkey, 'one IPv4 address', value),
      };
    } else if (name === 'always-send') {
      const words = values.flatMap((word) => String(word).split(/[\s,]+/)).filter(Boolean);
      this.always = { ...source, value: new Set(words.map((word) => dhcp4Table.find(word).code)) };
    } else if (name.startsWith('boot-') && bootKeys.has(name.slice('boot-'.length))) {
      const isText = typeof value === 'string' && /^[\x21-\x7e][\x20-\x7e]*$/.test(value);
      this.boot.set(name.slice('boot-'.length), {
        ...source,
        value: isText ? value : invalid(subkey, 'a path or a URL', value),
      });
    } else this.#takeOption(subkey, value, source);
  }

  #takeOption(subkey: string, value: unknown, source: Omit<Sourced<unknown>, 'value'>): void {
    const option = dhcp4Table.find(subkey);
    this.options.set(option.code, { ...source, value: undefined });
    if (dhcp4Table.ofCode(option.code)?.isOfProtocol === true)
      invalid(option.name, 'no value from an attribute, as client and server set it themselves', value);
    this.options.set(option.code, { ...source, value: encodeOption(option, value) });
  }
}

/**
 * Understands the `dhcp` attributes of one entity. Several of one subkey are a list, in their order. What is wrong is told
 * in `problems` and changes nothing else.
 */
export function readDhcpLayer(
  { id, name }: { readonly id: number; readonly name: string },
  attributes: readonly DhcpAttribute[],
): DhcpLayer {
  const layer = new LayerBuilder();
  for (const [subkey, group] of Map.groupBy(attributes, (one) => one.subkey ?? '')) {
    const version = Math.max(...group.map((one) => one.version));
    const source = { attribute: `dhcp.${subkey}`, version };
    try {
      layer.take(
        subkey,
        group.map(({ value }) => value),
        source,
      );
    } catch (error) {
      if (!(error instanceof ClustoException)) throw error;
      layer.problems.push({ ...source, value: error.message });
    }
  }
  const { enabled, nextServer, always, boot, options, problems } = layer;
  return { entity: id, name, enabled, nextServer, always, boot, options, problems };
}
