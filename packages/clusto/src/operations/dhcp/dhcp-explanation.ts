import { failure } from '../../base/errors.ts';
import { clientArchitectures } from '../../wire/dhcp/client-architecture.ts';
import type { OptionValue } from '../../wire/dhcp/option-type.ts';
import type { DhcpHost, DhcpOrigin } from './dhcp-host.ts';

export interface ExplainDhcpParams {
  /** What the client boots with: a name such as `efi-x64` or `http-arm64`, or a code. Default: it does not boot. */
  readonly arch?: string | undefined;
  /** Whether it is iPXE that asks. */
  readonly isIpxe?: boolean | undefined;
  /** The version of the Internet Protocol. Default: 4. */
  readonly family?: 4 | 6 | undefined;
  /** An address of the network that the client asks from. Default: each network on which it has an address. */
  readonly network?: string | undefined;
}

/** A field of an answer, as people read it. */
export interface ExplainedField {
  /** The name of an option; `yiaddr`, `siaddr` or `file` of the header; `enabled` or `declined`, where that is why there is no answer. */
  readonly field: string;
  /** Of an option. */
  readonly code: number | null;
  readonly value: OptionValue;
  /** The entity whose attribute says so: the client itself, a container, or the manager of a subnet. */
  readonly entity: string | null;
  readonly attribute: string | null;
  /** The version that wrote the attribute. */
  readonly version: number | null;
  /** What says so where no attribute does. */
  readonly rule: string | null;
}

/** An answer, as people read it; of no answer why. */
export interface ExplainedAnswer {
  readonly answer: 'offer' | 'ack' | 'nak' | 'advertise' | 'reply' | null;
  /** Why there is no answer: the word that it is counted under. */
  readonly reason: string | null;
  /** Why there is none, or why it refuses: a sentence. */
  readonly because: string | null;
  readonly fields: readonly ExplainedField[];
}

/** The answer to a DISCOVER, or to a SOLICIT of DHCPv6, of one port on one network. */
export interface DhcpExplanation extends ExplainedAnswer {
  readonly entity: string | null;
  readonly mac: string | null;
  readonly network: string | null;
  /** What attributes say that is not understood, and so not sent. */
  readonly problems: readonly { entity: string; attribute: string; version: number; problem: string }[];
}

/** The code of an architecture that is given by name or number. @throws ARGUMENT_INVALID */
export function architecture(arch: string): { code: number; isHttp: boolean } {
  const named = [...clientArchitectures].find(([code, name]) => name === arch || String(code) === arch);
  if (named === undefined) {
    const expected = `one of ${[...new Set(clientArchitectures.values())].join(', ')}, or a code`;
    throw failure('ARGUMENT_INVALID', { argument: 'arch', expected, value: arch });
  }
  return { code: named[0], isHttp: named[1].startsWith('http-') };
}

/** Where a field comes from, as people read it. */
export const plainOrigin = (origin: DhcpOrigin): Pick<ExplainedField, 'entity' | 'attribute' | 'version' | 'rule'> =>
  'rule' in origin ? { entity: null, attribute: null, version: null, ...origin } : { ...origin, rule: null };

/** What the attributes of one key say that is not understood. */
export const problemsOf = ({ layers }: DhcpHost, key: 'dhcp' | 'dhcp6'): DhcpExplanation['problems'] =>
  layers.flatMap(({ name, problems }) =>
    problems
      .filter(({ attribute }) => attribute.startsWith(`${key}.`))
      .map(({ value, attribute, version }) => ({ entity: name, attribute, version, problem: value })),
  );
