import { timeAsText } from '../../base/clock.ts';
import { failure } from '../../base/errors.ts';
import { canonicalJson } from '../../base/values.ts';
import { resourceKey } from '../../drivers/resources/resource-key.ts';
import { scalarOf } from '../../inventory/attribute.ts';
import { storedValue } from '../../inventory/attribute-filter.ts';
import { type Driver, type Inventory } from '../../inventory/driver.ts';
import { type Allocation, type AllocatedServer } from './allocation.ts';
import { type AllocationRequest } from './allocation-request.ts';
import { type Equipped } from './equip-server.ts';
import { recordKey } from './record-key.ts';

type Writer = Parameters<Parameters<Inventory['write']>[0]>[0];
type Row = Awaited<ReturnType<Inventory['reader']['attributes']>>[number];

/** A server of a record, as long as it was not given back. */
export interface RecordedServer {
  readonly server: Driver;
  readonly given: AllocatedServer;
  readonly row: Row;
}

/** What was allocated by one request. */
export interface AllocationRecord {
  readonly key: string;
  readonly actor: string;
  /** The request as text, to compare with. */
  readonly request: string;
  /** When it ends by itself; null when it does not. */
  readonly until: Date | null;
  /** All of the first answer, also what was given back since. */
  readonly answer: readonly AllocatedServer[];
  readonly servers: readonly RecordedServer[];
  /** The rows of the record: the first one is that of the key. */
  readonly rows: readonly Row[];
}

/** The request without what does not tell it from another. */
export function requestAsText({ key: _key, ...request }: AllocationRequest): string {
  const given = Object.entries(request).filter(([, value]) => value !== undefined);
  return canonicalJson(Object.fromEntries(given));
}

export function allocationOf({ key, until, answer }: AllocationRecord, repeated: boolean): Allocation {
  return { key, until: until === null ? null : timeAsText(until), servers: answer, repeated };
}

function readRecord(inventory: Inventory, rows: readonly Row[]): AllocationRecord {
  const part = (subkey: string | null): unknown => {
    const row = rows.find((one) => one.subkey === subkey);
    return row === undefined ? null : scalarOf(row);
  };
  const {
    request,
    servers: answer,
    ids,
  } = part('record') as {
    readonly request: string;
    readonly servers: readonly AllocatedServer[];
    readonly ids: readonly number[];
  };
  const servers = rows.flatMap((row): RecordedServer[] => {
    const server = row.subkey === 'server' ? inventory.related(row) : null;
    const given = server === null ? undefined : answer[ids.indexOf(server.id)];
    return server === null || given === undefined ? [] : [{ server, given, row }];
  });
  const key = rows.filter(({ subkey }) => subkey === null);
  return {
    key: String(part(null)),
    actor: String(part('actor')),
    request,
    answer,
    servers,
    until: part('until') as Date | null,
    rows: [...key, ...rows.filter(({ subkey }) => subkey !== null)],
  };
}

/** Reads and writes the records of what was allocated. */
export class AllocationBook {
  readonly #inventory: Inventory;

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
  }

  async #meta(): Promise<number> {
    return this.#inventory.metaId();
  }

  /** Of the entity that keeps the records, which nobody has to see. */
  #attributes(condition: Parameters<Inventory['reader']['attributes']>[0]): Promise<Row[]> {
    return this.#inventory.everything(() => this.#inventory.reader.attributes(condition));
  }

  /** Whether every server of a record can be seen: one of which another cannot is not there for who does not see that. */
  async #seesAll(rows: readonly Row[]): Promise<boolean> {
    if (this.#inventory.sight === undefined) return true;
    const servers = new Set(rows.flatMap(({ relation }) => relation ?? []));
    return (await this.#inventory.reader.state.entitiesOf([...servers])).length === servers.size;
  }

  async byNumber(number: number): Promise<AllocationRecord | undefined> {
    const condition = { entity: await this.#meta(), key: recordKey, number, hidden: true };
    const rows = await this.#attributes(condition);
    const isSeen = rows.length > 0 && (await this.#seesAll(rows));
    return isSeen ? readRecord(this.#inventory, rows) : undefined;
  }

  async byKey(key: string): Promise<AllocationRecord | undefined> {
    const condition = { space: recordKey, resource: resourceKey(key) };
    const [allocation] = await this.#inventory.everything(() => this.#inventory.reader.allocations(condition));
    return allocation === undefined ? undefined : this.byNumber(allocation.number);
  }

  /** The record by which a server was allocated. */
  async ofServer({ id: relation }: Driver): Promise<AllocationRecord | undefined> {
    const condition = { entity: await this.#meta(), key: recordKey, subkey: 'server', relation, hidden: true };
    const [row] = await this.#attributes(condition);
    return typeof row?.number === 'number' ? this.byNumber(row.number) : undefined;
  }

  /** The records that end by themselves, the next to end first. */
  async held(): Promise<AllocationRecord[]> {
    const condition = { entity: await this.#meta(), key: recordKey, subkey: 'until', hidden: true };
    const rows = await this.#attributes(condition);
    const order = rows.toSorted((one, other) => Number(one.int) - Number(other.int));
    const records = await Promise.all(order.map(({ number }) => this.byNumber(number as number)));
    return records.filter((record) => record !== undefined);
  }

  async #newKey(writer: Writer, number: number): Promise<string> {
    for (let index = number; ; index += 1) {
      const key = `allocation-${index}`;
      if ((await writer.owners(recordKey, resourceKey(key))).length === 0) return key;
    }
  }

  /** @throws CONFLICT when someone has the key, which no reader of this transaction could see */
  async write(
    writer: Writer,
    {
      key: given,
      request,
      until,
    }: { readonly key: string | undefined; readonly request: string; readonly until: Date | null },
    equipped: readonly Equipped[],
    actor: string,
  ): Promise<AllocationRecord> {
    const meta = await this.#meta();
    const number = await writer.count(meta, recordKey);
    const key = given ?? (await this.#newKey(writer, number));
    const record = {
      request,
      servers: equipped.map(({ answer }) => answer),
      ids: equipped.map(({ server }) => server.id),
    };
    const named = { record, actor, ...(until === null ? {} : { until }) };
    const attributes = [
      { key: recordKey, number, subkey: null, value: storedValue(key) },
      ...Object.entries(named).map(([subkey, value]) => ({
        key: recordKey,
        number,
        subkey,
        value: storedValue(value),
      })),
      ...equipped.map(({ server }) => ({ key: recordKey, number, subkey: 'server', value: storedValue(server) })),
    ];
    const claim = { entity: meta, manager: meta, space: recordKey, resource: resourceKey(key), forced: false };
    if ((await writer.allocate({ ...claim, attributes })) === undefined)
      throw failure('CONFLICT', { reason: `the key ${key} has just been used` });
    return (await this.byNumber(number)) as AllocationRecord;
  }

  /** Takes a server out of a record; the record ends with its last server. */
  async strike(writer: Writer, { rows, servers }: AllocationRecord, struck: readonly RecordedServer[]): Promise<void> {
    if (struck.length >= servers.length) return writer.endAttributes(rows.slice(0, 1));
    const [{ entity }] = rows as [Row];
    await writer.replaceAllocated(
      entity,
      struck.map(({ row }) => row.id),
      [],
    );
  }

  /** Makes a record be for good. */
  async keep(writer: Writer, { rows }: AllocationRecord): Promise<void> {
    const [{ entity }] = rows as [Row];
    const ends = rows.filter(({ subkey }) => subkey === 'until');
    await writer.replaceAllocated(
      entity,
      ends.map(({ id }) => id),
      [],
    );
  }
}
