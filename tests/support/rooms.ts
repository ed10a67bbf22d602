/** A folder of packages/clusto/src, in the order in which they stand on each other. */
interface Room {
  readonly holds: string;
  /** Which rooms it may import, each with what it needs from there. Anything else is forbidden, types included. */
  readonly imports: Readonly<Record<string, string>>;
}

/** The import table of the house. Add a line only with a reason that would convince a reviewer. */
export const rooms: Readonly<Record<string, Room>> = {
  base: {
    holds: 'values that know nothing of an inventory: addresses, names, datatypes, errors, the clock',
    imports: {},
  },
  wire: {
    holds:
      'bytes to objects and back, for the protocols that clusto speaks itself: DHCP, and what traps of switches say; no sockets, no clock',
    imports: { base: 'addresses, and the error of what is malformed' },
  },
  store: {
    holds: 'entities, attributes, allocations and versions as rows; the only room that knows SQL',
    imports: { base: 'datatypes and the errors of a database' },
  },
  providers: {
    holds: 'other systems, spoken to in their own words: hypervisors, clouds, power strips, management controllers',
    imports: { base: 'addresses and the errors of other systems' },
  },
  inventory: {
    holds: 'the object model over the store: sessions, drivers as classes, containment, transactions, views in time',
    imports: {
      store: 'reads and writes rows through its contract',
      base: 'names, values and errors',
    },
  },
  drivers: {
    holds: 'the built-in kinds of things',
    imports: {
      inventory: 'the classes that a driver extends',
      providers: 'machines are made, switched and shown in another system',
      base: 'addresses, names and errors',
    },
  },
  query: {
    holds: 'the search language: from its text to a condition of the store',
    imports: {
      inventory: 'what the drivers that are loaded declare',
      store: 'the shape of a condition',
      base: 'addresses and errors',
    },
  },
  api: {
    holds: 'the HTTP contract as data: a file for each resource, what is asked and answered, the OpenAPI document',
    imports: { base: 'the codes of what can go wrong' },
  },
  client: {
    holds: 'a server of clusto, asked from a program: each endpoint of the contract as a method',
    imports: {
      api: 'the endpoints that it has, and their types',
      base: 'errors and their sentences',
    },
  },
  operations: {
    holds: 'every verb once, as a function of an inventory and its parameters',
    imports: {
      api: 'the names by which more of an entity is asked for',
      query: 'finds what is meant by the search language',
      wire: 'what clients ask and are answered, as packets',
      providers: 'what another system has, beside what clusto knows',
      drivers: 'verbs that only some kinds have',
      inventory: 'what a verb acts on',
      base: 'names, values and errors',
    },
  },
  services: {
    holds: 'parts that run for long behind one contract, with their log, metrics and health',
    imports: {
      api: 'the endpoints that are served',
      operations: 'a service lives off an inventory, and calls its verbs',
      wire: 'packets are read and written where the sockets are',
      providers: 'traps are received by a library that is spoken to there',
      base: 'errors and their sentences',
    },
  },
  plugin: {
    holds: 'what drivers and rack factories of a user may use, and how they are loaded',
    imports: {
      drivers: 'the built-in classes that a plug-in extends',
      inventory: 'the registry that a plug-in joins',
      base: 'errors',
    },
  },
  cli: {
    holds: 'the composition root: configuration, commands, shell, output; the only room that knows the process',
    imports: {
      providers: 'what a listing of another system is made of',
      plugin: 'loads the plug-ins that the configuration names',
      client: 'has a server do what it would do in a database',
      services: 'runs the ones that are chosen, until a signal ends them',
      operations: 'a command is one operation and its output',
      drivers: 'registers the built-in kinds',
      inventory: 'opens the inventory',
      store: 'chooses the database',
      base: 'errors and their remedies',
    },
  },
  testing: {
    holds: 'published helpers for the tests of a plug-in',
    imports: {
      operations: 'an inventory for a test is the one that users hold',
      drivers: 'an inventory for a test knows the built-in kinds',
      inventory: 'an inventory for a test is opened as any other',
      base: 'the clock that a test sets',
    },
  },
};

/** The doors: what is published, so they may show any room, and the only files that do nothing but export again. */
export const doors: readonly string[] = ['index.ts', 'api.ts', 'drivers.ts', 'plugin.ts', 'testing.ts'];

/** Which rooms may import an npm package; one that is not here is not imported anywhere. */
export const packages: Readonly<Record<string, { readonly rooms: readonly string[]; readonly why: string }>> = {
  'better-sqlite3': { rooms: ['store'], why: 'databases are spoken to in one room, so that no other depends on SQL' },
  'mysql2/promise': { rooms: ['store'], why: 'databases are spoken to in one room; MySQL is only read, by an import' },
  pg: { rooms: ['store'], why: 'databases are spoken to in one room, so that no other depends on SQL' },
  commander: { rooms: ['cli'], why: 'only the command line has arguments' },
  'fast-string-truncated-width': { rooms: ['cli'], why: 'only the command line writes to a terminal' },
  'smol-toml': { rooms: ['cli'], why: 'configuration is read in one room and handed on as values' },
  '@rgrove/parse-xml': { rooms: ['providers'], why: 'only other systems speak XML' },
  ms: { rooms: ['operations'], why: 'a verb takes a duration as people write it, whoever calls it' },
  'write-file-atomic': { rooms: ['cli'], why: 'files are written where the command line is told to' },
  'csv-parse/sync': { rooms: ['operations'], why: 'tables that are brought in, with the line of each row' },
  yaml: { rooms: ['cli', 'operations'], why: 'output that people and other programs read, and declared inventories' },
  '@aws-sdk/client-ec2': { rooms: ['providers'], why: 'EC2 is spoken to in one room, which no SDK type leaves' },
  '@aws-sdk/client-pricing': { rooms: ['providers'], why: 'as EC2 itself' },
  liquidjs: { rooms: ['drivers'], why: 'only the user data of a server is a template' },
  nodemailer: { rooms: ['plugin'], why: 'mail is a service to plug-ins' },
  typebox: {
    rooms: ['api', 'client', 'services'],
    why: 'the contract is schemas: who serves it holds requests against them, and who asks has its types of them',
  },
  fastify: { rooms: ['services'], why: 'HTTP is served in one room' },
  '@fastify/cors': { rooms: ['services'], why: 'HTTP is served in one room' },
  '@fastify/compress': { rooms: ['services'], why: 'HTTP is served in one room' },
  '@fastify/swagger': { rooms: ['services'], why: 'HTTP is served in one room' },
  '@fastify/swagger-ui': { rooms: ['services'], why: 'HTTP is served in one room' },
  'ajv/dist/2020.js': { rooms: ['services'], why: 'requests are held against the contract where they arrive' },
  graphql: { rooms: ['operations'], why: 'a query of GraphQL is a verb; who serves it hands it through' },
  dataloader: { rooms: ['operations'], why: 'what such a query reads is read in batches' },
  pino: { rooms: ['services'], why: 'only services have a log; commands speak to people' },
  'lru-cache': { rooms: ['services'], why: 'only what runs for long is asked the same again' },
  'prom-client': { rooms: ['services'], why: 'only what runs for long has metrics' },
  jose: { rooms: ['providers'], why: 'identity providers are other systems' },
  'net-snmp': { rooms: ['providers'], why: 'other systems are spoken to in one room' },
};

/** Files over 500 lines, each with the reason why it reads better in one piece. */
export const longFiles: Readonly<Record<string, string>> = {
  'base/error-catalogue.ts': 'one list of entries of the same shape, looked up by name',
  'cli/config-options.ts': 'one list of options of the same shape, looked up by name',
};

/** Files that are named for their subject and not for what they export. */
export const namedForSubject: Readonly<Record<string, string>> = {
  'operations/verbs/wire-value.ts': 'its exports are the two ways of a value, there and back',
  'api/build-endpoint.ts': 'its exports read as what is said of an endpoint',
  'api/reply-parts.ts': 'its exports are parts of answers, each named for what it describes',
  'api/request-headers.ts': 'its exports are headers, each named for what it is for',
  'api/request-parts.ts': 'its exports are parts of requests, each named for what it says',
  'base/did-you-mean.ts': 'the question it answers says more than the name of its one function',
  'base/error-catalogue.ts': 'its export is the catalogue; of what, the file says',
  'inventory/lookups.ts': 'its functions are named for what they look up',
  'store/migrations/0001-initial.ts': 'the number orders the migrations',
  'store/migrations/0002-loads.ts': 'the number orders the migrations',
  'store/migrations/0003-changes.ts': 'the number orders the migrations',
  'store/migrations/0004-expiries.ts': 'the number orders the migrations',
  'store/migrations/0005-applied.ts': 'the number orders the migrations',
  'store/migrations/0006-observations.ts': 'the number orders the migrations',
  'store/migrations/0007-access.ts': 'the number orders the migrations',
  'store/migrations/0008-answers.ts': 'the number orders the migrations',
  'store/migrations/0009-webhooks.ts': 'the number orders the migrations',
  'providers/ec2/control-instance.ts': 'its functions are named for what they do to an instance',
  'cli/main.ts': 'the entry of the program, which exports nothing',
};

/** The import table as it is printed in ARCHITECTURE.md. */
export function roomsTable(): string {
  const rows = Object.entries(rooms).map(([name, { holds, imports }]) => {
    const allowed = Object.keys(imports).map((room) => `\`${room}\``);
    return `| \`${name}\` | ${holds} | ${allowed.join(', ') || 'only `node:`'} |`;
  });
  return ['| room | what lives here | may import |', '| --- | --- | --- |', ...rows].join('\n');
}
