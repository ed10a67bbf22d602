import { failure } from '../../base/errors.ts';
import { type Driver } from '../../inventory/driver.ts';
import { attributeAsText } from '../history/change.ts';
import {
  type AppliedContent,
  comparedKey,
  contentText,
  joinContents,
  nothingApplied,
  ownValue,
} from './applied-content.ts';
import { AllocationComparison } from './allocation-comparison.ts';
import { keptValues, keysText, liveKeys, shownValues, slotsOf } from './kept-values.ts';
import { type CableComparison } from './cable-comparison.ts';
import { type DeclaredAttribute, type DeclaredEntity, whereOf } from './declared-entity.ts';
import { type Comparing, compareValue } from './comparing.ts';
import { entryInvalid } from './entry-problem.ts';
import { type DeclaredValue } from './file-value.ts';
import { type LiveEntity } from './live-entity.ts';
import { type WantedEntity, type WantedPlace } from './wanted-state.ts';

interface ReadAttribute {
  readonly attribute: DeclaredAttribute;
  readonly values: readonly DeclaredValue[];
}

/** Finds out what is to be done so that entities are as files want them. */
export class PlanMaker {
  readonly #on: Comparing;
  readonly #cables: CableComparison;
  /** The places that are to be taken. */
  readonly #places = new Set<WantedPlace>();

  constructor(on: Comparing, cables: CableComparison) {
    this.#on = on;
    this.#cables = cables;
  }

  /**
   * Compares an entity, its attributes, what it is in and what it was given.
   * @param live as it is; undefined where it is not there
   * @returns what the files say of it
   */
  async compare(wanted: WantedEntity, live: LiveEntity | undefined): Promise<AppliedContent> {
    const { name, declared } = wanted;
    if (live !== undefined) this.#cables.addLive(name, live);
    const driver = declared && (await this.#driver(declared));
    const thing = live?.thing ?? this.#on.inventory.wrap({ id: 0, name, type: '', driver: driver ?? '' });
    const attributes = declared === undefined ? [] : await this.#readAttributes(declared, thing);
    const allocations = new AllocationComparison(this.#on, name, live);
    if (declared !== undefined) await allocations.read(declared);
    const said: AppliedContent = {
      driver,
      attributes: Object.fromEntries(
        attributes.flatMap(({ attribute, values }) =>
          attribute.content === 'secret' ? [] : [[attributeAsText(attribute), values.map(comparedKey)]],
        ),
      ),
      places: Object.fromEntries([...wanted.places].map(([container, { units }]) => [container, units])),
      cables: this.#cables.said(wanted),
      allocations: allocations.keys,
    };
    if (declared !== undefined && live === undefined && !(await this.#creates(declared, driver, said))) return said;
    if (declared !== undefined && live !== undefined && this.#on.onlyNew) {
      this.#on.problems.add(failure('NAME_TAKEN', { name }), declared.where);
      return said;
    }
    if (declared !== undefined && live !== undefined) await this.#changeDriver(declared, driver, live);
    const slots = slotsOf(thing, live?.attributes ?? []);
    const managed = new Set(live?.attributes.flatMap((row) => (row.managed === 1 ? [attributeAsText(row)] : [])));
    // of what was never there, nothing has to be compared
    const isNew = live === undefined && !this.#on.applied.has(name);
    for (const { attribute, values } of attributes) {
      if (isNew) {
        if (attribute.content !== 'secret') this.#set(declared as DeclaredEntity, attribute, { values, rows: [] });
        continue;
      }
      const slot = attributeAsText(attribute);
      await this.#on.problems.try(whereOf(declared as DeclaredEntity, attribute), async () => {
        if (managed.has(slot)) throw failure('KEY_RESERVED', { key: slot, instead: 'declare the allocation' });
        if (attribute.content !== 'secret')
          await this.#attribute(declared as DeclaredEntity, attribute, { thing, values, rows: slots.get(slot) ?? [] });
      });
    }
    for (const place of wanted.places.values())
      await this.#on.problems.try(place.where, () => this.#place(place, live));
    await allocations.compare();
    return said;
  }

  /** The places that are to be taken, of all in their order. */
  takePlaces(inOrder: readonly WantedPlace[]): void {
    this.#on.steps.places.push(...inOrder.filter((place) => this.#places.has(place)));
  }

  // ---- entities

  /** @returns undefined without one, and for one that is not known, which is noted */
  #driver({ driver, where }: DeclaredEntity): Promise<string | undefined> | undefined {
    const { problems, directory } = this.#on;
    if (driver === undefined) return undefined;
    return problems.try(where, async () => directory.driverName(driver));
  }

  /** Plans to create an entity, unless it was deleted and stays so. @returns whether it will be there */
  async #creates(
    { name, where, driver: given }: DeclaredEntity,
    driver: string | undefined,
    said: AppliedContent,
  ): Promise<boolean> {
    const { applied, directory, inventory, problems, steps } = this.#on;
    const before = applied.get(name);
    if (before !== undefined) {
      // what it says now of what it has said before; what it says no more changes nothing
      const wanted = contentText(joinContents(before, said));
      const compared = { live: '', wanted, applied: contentText(before) };
      const decision = await compareValue(this.#on, compared, async () => [
        `${name} was deleted`,
        await inventory.reader.state.ended('entity_states', { name }),
      ]);
      if (decision !== 'change') {
        directory.leaveOut(name);
        return false;
      }
    }
    if (given === undefined) problems.add(entryInvalid(`${name} is not there, and to create it takes a driver`), where);
    if (driver === undefined) return false;
    steps.creates.push({ name, driver, where });
    return true;
  }

  async #changeDriver({ name, where }: DeclaredEntity, driver: string | undefined, live: LiveEntity): Promise<void> {
    if (driver === undefined) return;
    const compared = { live: live.row.driver, wanted: driver, applied: this.#applied(name).driver };
    const decision = await compareValue(this.#on, compared, async () => [
      `the driver of ${name} was changed to ${live.row.driver}`,
      await this.#on.inventory.reader.state.since(live.row.id),
    ]);
    if (decision === 'change') this.#on.steps.drivers.push({ name, driver, where });
  }

  #applied(name: string): AppliedContent {
    return this.#on.applied.get(name) ?? nothingApplied;
  }

  // ---- attributes

  async #readAttributes(declared: DeclaredEntity, thing: Driver): Promise<ReadAttribute[]> {
    const read: ReadAttribute[] = [];
    for (const attribute of declared.attributes) {
      await this.#on.problems.try(whereOf(declared, attribute), async () => {
        const values = keptValues(thing, attribute);
        for (const value of values) if (value.datatype === 'relation') await this.#on.directory.require(value.name);
        read.push({ attribute, values });
      });
    }
    return read;
  }

  async #attribute(
    declared: DeclaredEntity,
    attribute: DeclaredAttribute,
    {
      thing,
      values,
      rows,
    }: { readonly thing: Driver; readonly values: readonly DeclaredValue[]; readonly rows: AttributeRows },
  ): Promise<void> {
    const { directory, inventory } = this.#on;
    const { name } = declared;
    const { key, subkey, number } = attribute;
    const slot = attributeAsText(attribute);
    const live = keysText(liveKeys(rows, (present) => directory.fileName(present)));
    const applied = ownValue(this.#applied(name).attributes, slot);
    const compared = { live, wanted: keysText(values.map(comparedKey)), applied: applied && keysText(applied) };
    const decision = await compareValue(this.#on, compared, async () => {
      if (rows.length > 0)
        return [
          `${slot} of ${name} was changed to ${shownValues(inventory.registry, thing, rows)}`,
          Math.max(...rows.map(({ since }) => since)),
        ];
      const ended = await inventory.reader.state.ended('attributes', { entity_id: thing.id, key, subkey, number });
      return [`${slot} of ${name} was deleted`, ended];
    });
    // where there is to be none, the default of a kind is not to come
    const isUnset = values.length === 0 && thing.id === 0;
    if (decision === 'change' || isUnset) this.#set(declared, attribute, { values, rows });
  }

  /** Plans values in the place of others, unless they point to what was deleted and stays so. */
  #set(
    declared: DeclaredEntity,
    attribute: DeclaredAttribute,
    { values, rows }: { readonly values: readonly DeclaredValue[]; readonly rows: AttributeRows },
  ): void {
    const { directory, steps } = this.#on;
    if (values.some((value) => value.datatype === 'relation' && directory.isLeftOut(value.name))) return;
    const { key, subkey, number } = attribute;
    const where = whereOf(declared, attribute);
    steps.attributes.push({ entity: declared.name, key, subkey, number, ended: rows, values, where });
  }

  // ---- containment

  async #place(place: WantedPlace, live: LiveEntity | undefined): Promise<void> {
    const { directory, inventory, steps } = this.#on;
    const { container, member, units, where } = place;
    await directory.require(container);
    await directory.require(member);
    if (directory.isLeftOut(container) || directory.isLeftOut(member)) return;
    const own = live?.places.filter(({ containerName }) => directory.fileName(containerName) === container) ?? [];
    const liveUnits = own
      .flatMap(({ subkey, number }) => (subkey === 'ru' ? [number] : []))
      .sort((one, other) => one - other);
    const applied = ownValue(this.#applied(member).places, container);
    const compared = {
      live: own.length === 0 ? '' : JSON.stringify(liveUnits),
      wanted: JSON.stringify(units),
      applied: applied && JSON.stringify(applied),
    };
    const decision = await compareValue(this.#on, compared, async () => {
      if (own.length > 0)
        return [
          `${member} was moved to units ${liveUnits.join(', ')} of ${container}`,
          Math.max(...own.map(({ since }) => since)),
        ];
      const ids = { container_id: directory.row(container)?.id ?? 0, member_id: directory.row(member)?.id ?? 0 };
      return [`${member} was taken out of ${container}`, await inventory.reader.state.ended('memberships', ids)];
    });
    if (decision !== 'change') return;
    if (own.length > 0) steps.removals.push({ container, member, where });
    this.#places.add(place);
  }
}

type AttributeRows = LiveEntity['attributes'];
