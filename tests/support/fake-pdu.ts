import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import * as snmp from 'net-snmp';
import { type PduModel, pduModels } from '../../packages/clusto/src/providers/snmp/pdu-models.ts';

/** What of net-snmp's agent is used, which its types do not describe. */
interface Agent {
  readonly listener: { readonly sockets: Readonly<Record<string, Socket>> };
  getMib(): Mib;
  getAuthorizer(): Authorizer;
  setBulkSetHandler(handler: (requests: readonly SetRequest[], mib: Mib, isTest: boolean) => number | undefined): void;
  close(done?: () => void): void;
}
interface Mib {
  registerProvider(provider: object): void;
  addTableRow(table: string, row: readonly (number | string)[]): void;
  setTableSingleCell(table: string, column: number, index: readonly number[], value: number): void;
  getTableSingleCell(table: string, column: number, index: readonly number[]): number;
  setScalarValue(name: string, value: string): void;
}
interface Authorizer {
  addCommunity(community: string): void;
  addUser(user: object): void;
  getAccessControlModel(): {
    setCommunityAccess(community: string, access: number): void;
    setUserAccess(user: string, access: number): void;
  };
}
interface SetRequest {
  readonly oid: string;
  readonly setValue: number;
}

export interface FakePduOptions {
  /** The names of the outlets; those of a strip without names are numbers. */
  readonly outlets: readonly string[];
  /** Instead of the one by which the model is known. */
  readonly objectId?: string;
  /** The state that every outlet has at first, as the strip numbers it. Default: on. */
  readonly state?: number;
  /** What the strip sets instead of what it is told. */
  readonly echo?: number;
  /** Accepts everything and switches nothing. */
  readonly isStuck?: boolean;
}

/** What of a power strip can be asked and set; the user `admin` and the community `private` may set, `public` may read. */
export interface FakePdu extends AsyncDisposable {
  readonly port: number;
  /** Everything that was set, in order. */
  readonly sets: { oid: string; value: number }[];
  /** The state of an outlet, as the strip numbers it. */
  state(outlet: string): number;
  setState(outlet: string, state: number): void;
  /** From now on every set is refused with this status of RFC 3416. */
  refuse(status: number | undefined): void;
}

const number = (column: number, maxAccess: keyof typeof snmp.MaxAccess): object => ({
  number: column,
  name: `c${column}`,
  type: snmp.ObjectType.Integer,
  maxAccess: snmp.MaxAccess[maxAccess],
});

const [lastPart, allButLast] = [
  (oid: string): number => Number(oid.split('.').at(-1)),
  (oid: string): string => oid.split('.').slice(0, -1).join('.'),
];

/** Columns that are nowhere in the tables of real strips: where the parts of an index are kept. */
const firstIndexColumn = 90;

/** A power strip of a model as a real SNMP agent in this process, on a port of 127.0.0.1. */
export async function startFakePdu(modelName: string, options: FakePduOptions): Promise<FakePdu> {
  const model = pduModels.find(({ name }) => name === modelName) as PduModel;
  const agent = snmp.createAgent(
    {
      port: await freePort(),
      address: '127.0.0.1',
      disableAuthorization: false,
      accessControlModelType: snmp.AccessControlModelType.Simple,
    },
    () => {},
  ) as Agent;
  allow(agent.getAuthorizer());
  const mib = agent.getMib();
  mib.registerProvider({
    name: 'sysObjectID',
    type: snmp.MibProviderType.Scalar,
    oid: '1.3.6.1.2.1.1.2',
    scalarType: snmp.ObjectType.OID,
    maxAccess: snmp.MaxAccess['read-only'],
  });
  mib.setScalarValue('sysObjectID', options.objectId ?? `${model.objectIds[0]}.1`);
  const index = (outlet: string): number[] => {
    if ('prefix' in model.index) return `${model.index.prefix}${outlet}`.split('.').map(Number);
    return [1, 1, options.outlets.indexOf(outlet) + 1];
  };
  registerTables(mib, model, options, index);
  const sets: { oid: string; value: number }[] = [];
  const stateTable = allButLast(model.state);
  const stateOf = (state: string, wanted: number): number =>
    Number(Object.entries(model.states).find(([, { name }]) => name === state)?.[0] ?? wanted);
  let refused: number | undefined;
  agent.setBulkSetHandler((requests, _mib, isTest) => {
    if (refused !== undefined || isTest) return refused;
    for (const request of requests) {
      const { oid, setValue: value } = request;
      sets.push({ oid, value });
      if (options.echo !== undefined) Object.assign(request, { setValue: options.echo });
      const row = oid
        .slice(model.control.length + 1)
        .split('.')
        .map(Number);
      const next = value === model.values.off ? stateOf('off', 2) : stateOf('on', 1);
      if (options.isStuck !== true && model.state !== model.control)
        mib.setTableSingleCell(stateTable, lastPart(model.state), row, next);
    }
    return undefined;
  });
  const [socket] = Object.values(agent.listener.sockets) as [Socket];
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    sets,
    state: (outlet) => mib.getTableSingleCell(stateTable, lastPart(model.state), index(outlet)),
    setState: (outlet, state) => mib.setTableSingleCell(stateTable, lastPart(model.state), index(outlet), state),
    refuse: (status) => void (refused = status),
    [Symbol.asyncDispose]: () => new Promise((closed) => agent.close(closed)),
  };
}

/** The agent takes 0 for the port of SNMP. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  await new Promise<void>((closed) => socket.close(closed));
  return port;
}

function allow(authorizer: Authorizer): void {
  for (const community of ['public', 'private']) authorizer.addCommunity(community);
  authorizer.addUser({
    name: 'admin',
    level: snmp.SecurityLevel.authPriv,
    authProtocol: snmp.AuthProtocols.sha,
    authKey: 'adminpass',
    privProtocol: snmp.PrivProtocols.aes,
    privKey: 'adminpriv',
  });
  const model = authorizer.getAccessControlModel();
  model.setCommunityAccess('public', snmp.AccessLevel.ReadOnly);
  model.setCommunityAccess('private', snmp.AccessLevel.ReadWrite);
  model.setUserAccess('admin', snmp.AccessLevel.ReadWrite);
}

/** One table for each parent of a column of the model, with a row for each outlet. */
function registerTables(
  mib: Mib,
  model: PduModel,
  { outlets, state }: FakePduOptions,
  indexOf: (outlet: string) => number[],
): void {
  const on = Number(Object.entries(model.states).find(([, { name }]) => name === 'on')?.[0]);
  const nameColumn = 'nameColumn' in model.index ? model.index.nameColumn : undefined;
  const columns = [model.control, model.state, ...(nameColumn === undefined ? [] : [nameColumn])];
  for (const table of new Set(columns.map(allButLast))) {
    const own = [...new Set(columns.filter((column) => allButLast(column) === table).map(lastPart))].sort(
      (a, b) => a - b,
    );
    const parts = indexOf(outlets[0] as string).map((_, part) => firstIndexColumn + part);
    mib.registerProvider({
      name: table,
      type: snmp.MibProviderType.Table,
      oid: table,
      maxAccess: snmp.MaxAccess['not-accessible'],
      tableColumns: [
        ...own.map((column) => {
          if (`${table}.${column}` !== nameColumn)
            return number(column, `${table}.${column}` === model.control ? 'read-write' : 'read-only');
          return { ...number(column, 'read-only'), type: snmp.ObjectType.OctetString };
        }),
        ...parts.map((column) => number(column, 'not-accessible')),
      ],
      tableIndex: parts.map((column) => ({ columnName: `c${column}` })),
    });
    for (const outlet of outlets) {
      const cells = own.map((column) =>
        `${table}.${column}` === nameColumn ? outlet : `${table}.${column}` === model.state ? (state ?? on) : 0,
      );
      mib.addTableRow(table, [...cells, ...indexOf(outlet)]);
    }
  }
}
