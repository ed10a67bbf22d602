import { type TProperties, Type } from 'typebox';
import { reads } from './build-endpoint.ts';
import { type Endpoint } from './endpoint.ts';

const tag = 'outputs';

const some = (description: string) =>
  Type.Optional(Type.Array(Type.String({ minLength: 1 }), { maxItems: 50, description }));

const hosts = {
  query: Type.Optional(Type.String({ maxLength: 10_000, description: 'Only what this query finds.' })),
  pools: some('Only what is in all of these pools, at any depth, behind commas.'),
} as const satisfies TProperties;
const networks = { networks: some('Only addresses in these networks, behind commas.') } as const satisfies TProperties;
const domain = {
  domain: Type.Optional(Type.String({ description: 'Completes names without a dot.' })),
} as const satisfies TProperties;
const reserved = {
  ...networks,
  ...domain,
  family: Type.Optional(Type.Enum([4, 6], { description: 'Of the Internet Protocol; 4 unless told otherwise.' })),
  subnets: some('Only these subnets, by the names of their IP managers, behind commas.'),
} as const satisfies TProperties;
const zone = {
  nameServers: Type.Array(Type.String({ minLength: 1 }), {
    minItems: 1,
    maxItems: 20,
    description: 'Its name servers, behind commas.',
  }),
  contact: Type.String({ minLength: 3, maxLength: 255, description: 'The mail address of who is responsible.' }),
  ...domain,
} as const satisfies TProperties;

const problems = { QUERY_INVALID: 'query/query', ENTITY_NOT_FOUND: 'query/pools', NOT_A_POOL: 'query/pools' } as const;
const text = 'text/plain; charset=utf-8';

/** What other tools ask for again and again: `ETag` and `If-None-Match` spare them what has not changed. */
export const outputs = {
  getAnsible: reads({
    path: '/v1/outputs/ansible',
    tag,
    summary: 'An inventory for Ansible',
    params: {},
    query: {
      ...hosts,
      ...networks,
      host: Type.Optional(Type.String({ description: 'The variables of this host alone.' })),
    },
    reply: Type.Object({}),
    media: 'application/json',
    problems,
    examples: [{ summary: 'web servers', query: { pools: 'webservers' } }],
  }),
  getPrometheus: reads({
    path: '/v1/outputs/prometheus',
    tag,
    summary: 'Targets for Prometheus, as its HTTP service discovery wants them',
    params: {},
    query: {
      ...hosts,
      ...networks,
      port: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 65_535, description: 'Of hosts that no attribute gives one.' }),
      ),
      portAttribute: Type.Optional(
        Type.String({ description: 'The attribute of the ports; `prometheus.port` when it is left out.' }),
      ),
    },
    reply: Type.Array(
      Type.Object({ targets: Type.Array(Type.String()), labels: Type.Record(Type.String(), Type.String()) }),
    ),
    media: 'application/json',
    problems,
    examples: [{ summary: 'servers', query: { query: 'clusto_type = server', port: 9100 } }],
  }),
  getHosts: reads({
    path: '/v1/outputs/hosts',
    tag,
    summary: 'An /etc/hosts',
    params: {},
    query: { ...hosts, ...networks, ...domain },
    reply: Type.String(),
    media: text,
    problems,
    examples: [{ summary: 'servers', query: { query: 'clusto_type = server', domain: 'example.com' } }],
  }),
  getZone: reads({
    path: '/v1/outputs/zones/{zone}',
    tag,
    summary: 'A zone of DNS',
    params: { zone: Type.String({ minLength: 1, maxLength: 255 }) },
    query: { ...hosts, ...networks, ...zone },
    reply: Type.String(),
    media: text,
    problems: { ...problems, ZONE_INVALID: 'path/zone' },
    examples: [
      {
        summary: 'a zone',
        params: { zone: 'example.com' },
        query: { nameServers: 'ns.example.net', contact: 'dns@example.net', domain: 'example.com' },
      },
    ],
  }),
  getReverseZone: reads({
    path: '/v1/outputs/reverse-zones',
    tag,
    summary: 'A reverse zone of DNS',
    params: {},
    query: {
      network: Type.String({
        minLength: 1,
        maxLength: 255,
        description: 'A network such as `10.0.0.0/16`, or the name of an IP manager.',
      }),
      ...hosts,
      ...zone,
    },
    reply: Type.String(),
    media: text,
    problems: {
      ...problems,
      ENTITY_NOT_FOUND: 'query/network',

      ZONE_INVALID: 'query/network',
    },
    examples: [
      {
        summary: 'of a network',
        query: {
          network: '192.168.0.0/16',
          nameServers: 'ns.example.net',
          contact: 'dns@example.net',
          domain: 'example.com',
        },
      },
    ],
  }),
  getKea: reads({
    path: '/v1/outputs/kea',
    tag,
    summary: 'Subnets with host reservations for Kea',
    params: {},
    query: {
      ...hosts,
      ...reserved,
      subnetsOnly: Type.Optional(
        Type.Boolean({ description: 'The list of subnets alone, to be included in a configuration.' }),
      ),
    },
    reply: Type.Unknown(),
    media: 'application/json',
    problems: { ...problems, ENTITY_WRONG_DRIVER: 'query/subnets' },
    examples: [{ summary: 'a subnet', query: { subnets: 'subnet-dmz' } }],
  }),
  getDhcpd: reads({
    path: '/v1/outputs/dhcpd',
    tag,
    summary: 'Hosts for the DHCP server of ISC',
    params: {},
    query: { ...hosts, ...reserved },
    reply: Type.String(),
    media: text,
    problems: { ...problems, ENTITY_WRONG_DRIVER: 'query/subnets' },
    examples: [{ summary: 'servers', query: { query: 'clusto_type = server', domain: 'example.com' } }],
  }),
  getSshConfig: reads({
    path: '/v1/outputs/ssh-config',
    tag,
    summary: 'A configuration for ssh',
    params: {},
    query: { ...hosts, ...networks, ...domain },
    reply: Type.String(),
    media: text,
    problems,
    examples: [{ summary: 'servers', query: { query: 'clusto_type = server' } }],
  }),
} as const satisfies Readonly<Record<string, Endpoint>>;
