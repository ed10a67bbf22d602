import { failure } from '../../base/errors.ts';
import { type Clusto } from '../clusto.ts';
import { type Host, type HostAddress, type OutputValue, valueText } from './host.ts';
import { jsonLines } from './json-lines.ts';
import { type Output } from './output.ts';
import { type HostParams, readHosts } from './read-hosts.ts';
import { attributeNames, shownAttributes } from './shown-attributes.ts';
import { type Skipped } from './skipped.ts';

export interface PrometheusParams extends HostParams {
  /** The port of hosts that no attribute gives one. */
  readonly port?: number | undefined;
  /** The attribute of the ports, as `key` or `key.subkey`. Default: `prometheus.port`. */
  readonly portAttribute?: string | undefined;
  /** Labels that stay on the series, each with the attribute, as `key` or `key.subkey`, that it shows. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

const isPort = (value: unknown): boolean => /^[1-9]\d{0,4}$/.test(String(value)) && Number(value) < 65_536;

const target = ({ ip, text }: HostAddress, port: OutputValue): string =>
  `${ip.family === 4 ? text : `[${text}]`}:${valueText(port)}`;

/** Names with a comma around each, so that `.*,web,.*` matches one of them and nothing else. */
const listText = (names: readonly string[]): string => `,${names.join(',')},`;

const nearest = (host: Host, path: string): OutputValue[] => {
  const [key = '', subkey = null] = path.split('.');
  return host.nearest(key, subkey);
};

function labelsOf(
  host: Host,
  names: ReadonlyMap<string, string>,
  wanted: Readonly<Record<string, string>>,
): Record<string, string> {
  const types = Map.groupBy(host.containers, ({ type }) => type);
  const meta = [
    ['name', host.name],
    ['type', host.type],
    ['driver', host.driver],
    ...[...types].map(
      ([type, all]) => [`in_${type.replaceAll(/\W/g, '_')}`, listText(all.map(({ name }) => name))] as const,
    ),
    ...shownAttributes(host, names).map(([name, value]) => [`attribute_${name}`, valueText(value)] as const),
  ] as const;
  const own = Object.entries(wanted).flatMap(([label, path]) => {
    const values = nearest(host, path);
    return values.length === 0 ? [] : [[label, valueText(values)] as const];
  });
  return Object.fromEntries([...meta.map(([name, value]) => [`__meta_clusto_${name}`, value] as const), ...own]);
}

function targetsOf(
  host: Host,
  { port, portAttribute = 'prometheus.port' }: PrometheusParams,
  skipped: Skipped,
): string[] {
  const address = host.mainAddress;
  const given = nearest(host, portAttribute);
  const ports = given.length > 0 ? given : port === undefined ? [] : [port];
  const wrong = ports.filter((one) => !isPort(one));
  if (address === undefined) skipped.add('no address', host.name);
  else if (ports.length === 0) skipped.add(`no port: neither ${portAttribute} nor one for all`, host.name);
  for (const one of wrong) skipped.add('a port that is none', `${host.name} (${valueText(one)})`);
  return address === undefined ? [] : ports.filter(isPort).map((one) => target(address, one));
}

/** @throws ARGUMENT_INVALID */
function checkParams({ port, portAttribute = 'a', labels = {} }: PrometheusParams): void {
  const refuse = (argument: string, expected: string, value: unknown): never => {
    throw failure('ARGUMENT_INVALID', { argument, expected, value });
  };
  const path = /^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)?$/;
  if (port !== undefined && !isPort(port)) refuse('port', 'an integer from 1 to 65535', port);
  if (!path.test(portAttribute)) refuse('portAttribute', 'an attribute as key or key.subkey', portAttribute);
  for (const [label, attribute] of Object.entries(labels)) {
    // those that begin with __ are kept for Prometheus itself
    if (!/^(?!__)[A-Za-z_]\w*$/.test(label)) refuse('labels', 'names of letters, digits and underscores', label);
    if (!path.test(attribute)) refuse('labels', 'attributes as key or key.subkey', attribute);
  }
}

/**
 * Targets for the file and HTTP service discovery of Prometheus: one group for each host, at its first address, IPv4
 * before IPv6. Everything known of it is a label `__meta_clusto_…`, which costs nothing until a relabelling keeps it.
 * @throws ARGUMENT_INVALID, and as `readHosts`
 */
export async function prometheusTargets(inventory: Clusto, params: PrometheusParams = {}): Promise<Output> {
  checkParams(params);
  const { version, hosts, skipped } = await readHosts(inventory, params);
  const names = attributeNames(hosts, skipped, () => false);
  const groups = hosts.map((host) => ({ host, targets: targetsOf(host, params, skipped) }));
  function* pieces(): Generator<string> {
    yield '[\n';
    yield* jsonLines(
      groups.filter(({ targets }) => targets.length > 0),
      ({ host, targets }) => JSON.stringify({ targets, labels: labelsOf(host, names, params.labels ?? {}) }),
      '  ',
    );
    yield ']\n';
  }
  return { version, mediaType: 'application/json', skipped: skipped.list(), pieces: pieces() };
}
