import { ClustoException } from '../../base/errors.ts';
import type { Ip } from '../../base/ip.ts';
import type { Network } from '../../base/network.ts';
import { decodeScalar, encodeScalar } from '../../base/values.ts';
import { everyAddress, readRange, singleAddress, sortableText } from '../../drivers/resources/ip-range.ts';
import { rangeKey } from '../../drivers/resources/ip-manager.ts';
import type { ImportFindings } from './import-findings.ts';
import type { LegacyFact } from './legacy-fact.ts';
import type { Lifetime } from './lifetime.ts';

/** An IP manager as the rows have it. */
export interface LegacyIpManager {
  readonly id: number;
  readonly name: string;
  readonly life: Lifetime;
  readonly facts: readonly LegacyFact[];
}

/** The ranges of all IP managers, over time and now. */
export interface LaidRanges {
  /** The hidden attributes that find a manager by an address. */
  readonly facts: readonly LegacyFact[];
  /** Live managers with their networks. */
  readonly networks: readonly { readonly manager: number; readonly network: Network }[];
}

const properties = ['baseip', 'netmask', 'gateway'] as const;

/** Writes down what each IP manager covers, in every version, as the managers of this clusto do themselves. */
export function layRanges(
  managers: readonly LegacyIpManager[],
  nextId: () => number,
  findings: ImportFindings,
): LaidRanges {
  const facts: LegacyFact[] = [];
  const networks: { manager: number; network: Network }[] = [];
  const owners = new Map<string, string>();
  for (const manager of managers) {
    const last = new Map<string, LegacyFact>();
    const lay = (subkey: string, text: string, { from, to }: Lifetime): void => {
      const value = encodeScalar(text);
      const before = last.get(subkey);
      if (before?.to === from && before.value.datatype === 'string' && before.value.string === text) {
        before.to = to;
        return;
      }
      const fact = {
        id: nextId(),
        entity: manager.id,
        key: rangeKey,
        subkey,
        number: null,
        value,
        managed: false,
        from,
        to,
      };
      last.set(subkey, fact);
      facts.push(fact);
    };
    for (const span of spans(manager)) {
      try {
        const { network, gateway } = readRange(manager.name, propertiesAt(manager, span.from));
        lay('network', network?.text ?? everyAddress, span);
        if (gateway) lay('gateway', sortableText(gateway), span);
        if (span.to !== Infinity || network === undefined) continue;
        networks.push({ manager: manager.id, network });
        const other = owners.get(network.text);
        if (other !== undefined) findings.add('manager-overlap', `${manager.name} and ${other}: ${network.text}`);
        owners.set(network.text, manager.name);
      } catch (error) {
        if (!(error instanceof ClustoException)) throw error;
        if (span.to === Infinity) findings.add('manager-invalid', `${manager.name}: ${error.message}`);
      }
    }
  }
  return { facts, networks };
}

/** The lifetime of a manager, cut wherever one of its properties changes. */
function spans({ life, facts }: LegacyIpManager): Lifetime[] {
  const cuts = facts.filter(isProperty).flatMap(({ from, to }) => [from, to]);
  const bounds = [...new Set([life.from, ...cuts, life.to])].filter((cut) => cut >= life.from && cut <= life.to);
  bounds.sort((one, other) => one - other);
  return bounds.slice(1).map((to, index) => ({ from: bounds[index] as number, to }));
}

function isProperty({ key, subkey }: LegacyFact): boolean {
  return subkey === 'property' && properties.some((name) => name === key);
}

type RangeText = string | null;

function propertiesAt(
  { facts }: LegacyIpManager,
  version: number,
): { baseip: RangeText; netmask: RangeText; gateway: RangeText } {
  const textOf = (name: string, fallback: RangeText): RangeText => {
    const fact = facts.find(
      ({ key, subkey, from, to }) => key === name && subkey === 'property' && from <= version && to > version,
    );
    if (fact === undefined || fact.value.datatype === 'relation') return fallback;
    const value = decodeScalar(fact.value);
    return typeof value === 'string' || value === null ? value : `${fact.value.int ?? fact.value.string}`;
  };
  return {
    baseip: textOf('baseip', null),
    netmask: textOf('netmask', singleAddress),
    gateway: textOf('gateway', null),
  };
}

/** The manager that covers an address most closely. */
export function covering(networks: LaidRanges['networks'], ip: Ip): number | undefined {
  return networks
    .filter(({ network }) => network.contains(ip))
    .sort((one, other) => (one.network.last - one.network.first < other.network.last - other.network.first ? -1 : 1))[0]
    ?.manager;
}
