import { failure } from '../../base/errors.ts';
import { Ported } from '../../drivers/devices/ported.ts';
import { BasicRack } from '../../drivers/locations/basic-rack.ts';
import { type Driver } from '../../inventory/driver.ts';
import { type AttributeDocument, documentOfRow } from '../documents/attribute-document.ts';
import { byKey, propertiesOf } from '../documents/entity-documents.ts';
import { type PortDocument, portDocuments } from '../documents/port-documents.ts';
import { arrangeUnits } from '../racks/arrange-units.ts';
import { type GraphView } from './graph-view.ts';
import { VersionNode } from './version-node.ts';

interface Kinds {
  readonly recursive: boolean;
  readonly type?: string | null;
  readonly driver?: string | null;
}

/** An attribute in the graph. */
export class AttributeNode {
  readonly #view: GraphView;
  readonly of: EntityNode;

  constructor(view: GraphView, of: EntityNode, document: AttributeDocument) {
    this.#view = view;
    this.of = of;
    Object.assign(this, document);
  }

  declare readonly datatype: AttributeDocument['datatype'];
  declare readonly value: unknown;
  declare readonly version: number;

  async writtenBy(): Promise<VersionNode | null> {
    const row = await this.#view.loaders.written.load(this.version);
    return row === null ? null : new VersionNode(this.#view, row);
  }

  related(): Promise<EntityNode | null> | null {
    if (this.datatype !== 'relation' || typeof this.value !== 'string' || this.value === '') return null;
    return entityNamed(this.#view, this.value);
  }
}

/** A port in the graph. */
class PortNode {
  readonly #view: GraphView;
  readonly #document: PortDocument;
  readonly device: EntityNode;

  constructor(view: GraphView, device: EntityNode, document: PortDocument) {
    this.#view = view;
    this.device = device;
    this.#document = document;
  }

  get type(): string {
    return this.#document.type;
  }

  get number(): number {
    return this.#document.number;
  }

  get name(): string {
    return this.#document.name;
  }

  get attributes(): PortDocument['attributes'] {
    return this.#document.attributes;
  }

  async peer(): Promise<PortNode | null> {
    const { type, to, toNumber } = this.#document;
    const device = to === null ? null : await entityNamed(this.#view, to);
    const ports = (await device?.portDocuments()) ?? [];
    const found = ports.find((port) => port.type === type && port.number === toNumber);
    return device === null || found === undefined ? null : new PortNode(this.#view, device, found);
  }

  /** The cables from here on, through panels. @throws CABLE_LOOP, GRAPH_TOO_COSTLY */
  trace(): Promise<readonly Hop[]> {
    return hopsFrom(this.#view, this);
  }

  /** The port behind this one, where the device passes it through. */
  async beyond(): Promise<PortNode | undefined> {
    const { device } = this;
    const end = device.passThrough(this.type, this.number);
    const found =
      end && (await device.portDocuments()).find(({ type, number }) => type === end.type && number === end.number);
    return found && new PortNode(this.#view, device, found);
  }
}

/** A cable on the way, from near to far. */
interface Hop {
  readonly from: PortNode;
  readonly to: PortNode;
}

async function hopsFrom({ budget }: GraphView, start: PortNode): Promise<readonly Hop[]> {
  const hops: Hop[] = [];
  const seen = new Set<string>();
  for (let at: PortNode | undefined = start; at !== undefined;) {
    const { device, type, number }: PortNode = at;
    const key = `${device.name}/${type}/${number}`;
    if (seen.has(key)) throw failure('CABLE_LOOP', { thing: device, type, number });
    seen.add(key);
    const to = await at.peer();
    if (to === null) break;
    hops.push(...budget.take([{ from: at, to }]));
    at = await to.beyond();
  }
  return hops;
}

/** What an entity was given, in the graph. */
interface AllocationNode {
  readonly entity: EntityNode;
  readonly manager: EntityNode;
  readonly key: string;
  readonly number: number | null;
  readonly resource: string;
}

/** An entity in the graph: what the schema calls a field is a method here. */
export class EntityNode {
  readonly #view: GraphView;
  readonly #thing: Driver;

  constructor(view: GraphView, thing: Driver) {
    this.#view = view;
    this.#thing = thing;
  }

  get name(): string {
    return this.#thing.name;
  }

  get type(): string {
    return this.#thing.type;
  }

  get driver(): string {
    return this.#thing.driver;
  }

  #nodes(things: readonly Driver[]): EntityNode[] {
    return things.map((thing) => new EntityNode(this.#view, thing));
  }

  async #documents(): Promise<AttributeDocument[]> {
    const { loaders, inventory } = this.#view;
    const rows = await loaders.attributes.load(this.#thing.id);
    return rows
      .filter(({ key }) => !key.startsWith('_'))
      .map((row) => documentOfRow(inventory.registry, this.driver, row))
      .sort(byKey);
  }

  async attributes(given: { key?: string | null; subkey?: string | null; merge: boolean }): Promise<AttributeNode[]> {
    const { key, subkey, merge } = given;
    const above = merge ? this.#nodes(await this.#view.loaders.above.load(this.#thing.id)) : [];
    const lists = [this, ...above].map(async (entity) =>
      (await entity.#documents())
        .filter((one) => (key ?? one.key) === one.key && (subkey ?? one.subkey) === one.subkey)
        .map((document) => new AttributeNode(this.#view, entity, document)),
    );
    return [...this.#view.budget.take((await Promise.all(lists)).flat())];
  }

  async properties(): Promise<Readonly<Record<string, unknown>>> {
    return propertiesOf(this.#view.inventory, this.#thing, await this.#documents());
  }

  async addresses(): Promise<string[]> {
    const own = await this.#documents();
    return own.filter(({ key, subkey }) => key === 'ip' && subkey === 'ipstring').map(({ value }) => String(value));
  }

  async places() {
    const rows = await this.#view.loaders.places.load(this.#thing.id);
    const places = [...Map.groupBy(rows, ({ container }) => container)].map(([id, all]) => {
      const [{ containerName: name, containerType: type, containerDriver: driver }] = all as [(typeof all)[number]];
      const units = all.flatMap(({ subkey, number }) => (subkey === 'ru' ? [number] : []));
      const container = this.#view.inventory.wrap({ id, name, type, driver });
      return { container: new EntityNode(this.#view, container), units: units.sort((one, other) => one - other) };
    });
    return this.#view.budget.take(places);
  }

  async parents({ recursive, ...kinds }: Kinds): Promise<EntityNode[]> {
    const { loaders, inventory, budget } = this.#view;
    const { id } = this.#thing;
    if (recursive) return this.#nodes(this.#view.ofKind(budget.take(await loaders.above.load(id)), kinds));
    const rows = await loaders.places.load(id);
    const containers = new Map(
      rows.map(({ container, containerName: name, containerType: type, containerDriver: driver }) => [
        container,
        inventory.wrap({ id: container, name, type, driver }),
      ]),
    );
    return this.#nodes(this.#view.ofKind(budget.take([...containers.values()]), kinds));
  }

  async contents({ recursive, ...kinds }: Kinds): Promise<EntityNode[]> {
    const { loaders, budget } = this.#view;
    const { id } = this.#thing;
    const found = recursive ? await loaders.below.load(id) : this.#members(await loaders.members.load(id));
    return this.#nodes(this.#view.ofKind(budget.take(found), kinds));
  }

  /** What is in it, each once, however many places it has. */
  #members(rows: Awaited<ReturnType<GraphView['loaders']['members']['load']>>): readonly Driver[] {
    return [...new Map(rows.map((row) => [row.id, this.#view.inventory.wrap(row)])).values()];
  }

  /** Unit by unit; null where it is no rack. */
  async rack() {
    if (!(this.#thing instanceof BasicRack)) return null;
    const { loaders, inventory, budget } = this.#view;
    const [properties, rows] = await Promise.all([this.properties(), loaders.members.load(this.#thing.id)]);
    const mounted = rows.filter(({ subkey }) => subkey === 'ru');
    const devices = new Map(mounted.map((row) => [row.number, new EntityNode(this.#view, inventory.wrap(row))]));
    const arranged = arrangeUnits(devices, properties);
    budget.take(arranged.units);
    return arranged;
  }

  /** Where a cable at a port goes on to. */
  passThrough(type: string, number: number) {
    return this.#thing instanceof Ported ? this.#thing.passThrough(type, number) : undefined;
  }

  /** Its ports as they are read from its attributes. */
  async portDocuments(): Promise<readonly PortDocument[]> {
    const own = await this.#documents();
    return portDocuments(this.#thing, own, propertiesOf(this.#view.inventory, this.#thing, own));
  }

  async ports({ type }: { type?: string | null }): Promise<PortNode[]> {
    const ports = (await this.portDocuments()).filter((port) => (type ?? port.type) === port.type);
    return this.#view.budget.take(ports).map((port) => new PortNode(this.#view, this, port));
  }

  async references({ key }: { key?: string | null }) {
    const { loaders, inventory, budget } = this.#view;
    const rows = budget.take(await loaders.pointers.load(this.#thing.id));
    return rows
      .filter((row) => row.subkey !== 'connection' && (key ?? row.key) === row.key)
      .map((row) => {
        const { entity: id, ownerName: name, ownerType: type, ownerDriver: driver } = row;
        const entity = new EntityNode(this.#view, inventory.wrap({ id, name, type, driver }));
        const document = documentOfRow(inventory.registry, driver, row);
        return { entity, attribute: new AttributeNode(this.#view, entity, document) };
      });
  }

  async allocations(): Promise<AllocationNode[]> {
    const { loaders, inventory, budget } = this.#view;
    const rows = await loaders.attributes.load(this.#thing.id);
    const claims = budget.take(await loaders.claims.load(this.#thing.id));
    return claims.flatMap(({ id, manager, managerName: name, managerType: type, managerDriver: driver }) => {
      const carrier = rows.find((row) => row.id === id);
      if (carrier === undefined) return [];
      const { key, number } = carrier;
      const shown =
        rows.find((row) => row.key === key && row.number === number && row.subkey === 'ipstring') ?? carrier;
      const giver = new EntityNode(this.#view, inventory.wrap({ id: manager, name, type, driver }));
      return [{ entity: this, manager: giver, key, number, resource: shown.string ?? String(shown.int) }];
    });
  }

  async versions({ first }: { first: number }): Promise<readonly VersionNode[]> {
    const versions = await this.#view.loaders.versionsOf(this.#thing.id, first);
    return this.#view.budget.take(versions.map(({ row, changes }) => new VersionNode(this.#view, row, changes)));
  }
}

/** The entity of a name; null where there is none. */
export async function entityNamed(view: GraphView, name: string): Promise<EntityNode | null> {
  const thing = await view.loaders.named.load(name);
  return thing === null ? null : new EntityNode(view, thing);
}
