import { nearest } from '../../base/did-you-mean.ts';
import { checkName, checkSubkey } from '../../base/names.ts';
import { readSlot } from './attribute-slot.ts';
import {
  type DeclaredAllocation,
  type DeclaredAttribute,
  type DeclaredCable,
  type DeclaredContent,
  type DeclaredEntity,
  type DeclaredPlace,
} from './declared-entity.ts';
import { type EntryProblems, refuseEntry, type Where } from './entry-problem.ts';
import { formatMark } from './export-inventory.ts';
import { secretMark, unsetMark } from './file-entity.ts';
import { type DeclaredValue, readFileValue } from './file-value.ts';
import { type Part } from './part.ts';
import { type PlanFile, readParts } from './read-parts.ts';

type Fields = ReadonlyMap<string, Part>;

function text(part: Part, what: string): string {
  if (part.kind === 'scalar' && typeof part.value === 'string') return part.value;
  return refuseEntry(part, `${what} is a text${part.kind === 'scalar' ? `, write "${part.value}" in quotes` : ''}`);
}

function whole(part: Part, what: string): number {
  const number = part.kind === 'scalar' && typeof part.value === 'bigint' ? Number(part.value) : undefined;
  return number !== undefined && Number.isSafeInteger(number) ? number : refuseEntry(part, `${what} is an integer`);
}

function list(part: Part | undefined, what: string): readonly Part[] {
  if (part === undefined) return [];
  return part.kind === 'list' ? part.items : refuseEntry(part, `${what} is a list`);
}

/** The fields of a map. @throws ENTRY_INVALID for one that is not known, or missing */
function fields(part: Part, what: string, known: readonly string[], needed: readonly string[] = known): Fields {
  if (part.kind !== 'map') return refuseEntry(part, `${what} is a map with ${known.join(', ')}`);
  for (const [name, value] of part.entries) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    const hint = near.length > 0 ? `did you mean ${near.join(', ')}?` : `it has ${known.join(', ')}`;
    refuseEntry(value, `${what} has no ${name}: ${hint}`);
  }
  const found = new Map(part.entries);
  for (const name of needed) if (!found.has(name)) refuseEntry(part, `${what} lacks ${name}`);
  return found;
}

const isMark = (part: Part, mark: string): boolean =>
  part.kind === 'map' && part.entries.length === 1 && part.entries[0]?.[0] === mark;

const isMarked = (part: Part, value: string | boolean): boolean =>
  part.kind === 'scalar' && part.value === value ? true : refuseEntry(part, `here only ${value} is written`);

/** The values of an attribute. */
function readContent(part: Part): DeclaredContent {
  if (part.kind !== 'map') return [readFileValue(part)];
  const [[, inner] = ['', part]] = part.entries;
  if (isMark(part, 'secret') && isMarked(inner, secretMark.secret)) return 'secret';
  if (isMark(part, 'unset') && isMarked(inner, unsetMark.unset)) return [];
  if (isMark(part, 'values')) return list(inner, 'values').map(readFileValue);
  return [readFileValue(part)];
}

/** Reads one file after the other, noting everything that is wrong. */
class DeclaredReader {
  readonly entities: DeclaredEntity[] = [];
  isWhole = true;
  readonly #problems: EntryProblems;
  readonly #declared = new Map<string, Where>();

  constructor(problems: EntryProblems) {
    this.#problems = problems;
  }

  read(file: PlanFile): void {
    const where: Where = { file: file.name, line: 1 };
    const isRead = this.#guarded(where, () => {
      for (const part of readParts(file)) {
        const isEntry = this.#guarded({ ...where, line: part.line }, () => this.#entry(part, file.name));
        this.isWhole &&= isEntry === true;
      }
      return true;
    });
    this.isWhole &&= isRead === true;
  }

  #guarded<T>(where: Where, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#problems.add(error, where);
      return undefined;
    }
  }

  /** @returns that it was read, for a part of it */
  #entry(part: Part, file: string): true {
    if (isMark(part, 'clusto') && part.kind === 'map') {
      const format = whole((part.entries[0] as [string, Part])[1], 'clusto');
      if (format !== formatMark.clusto)
        refuseEntry(part, `the format ${format} is not known; this clusto reads ${formatMark.clusto}`);
      return true;
    }
    const all = ['name', 'driver', 'attributes', 'in', 'contents', 'cables', 'allocations'];
    const found = fields(part, 'an entity', all, ['name']);
    const where: Where = { file, line: part.line };
    const name = checkName(text(found.get('name') as Part, 'a name'));
    const before = this.#declared.get(name);
    if (before !== undefined)
      refuseEntry(part, `${name} is declared a second time, after ${before.file}:${before.line}`);
    this.#declared.set(name, where);
    const driver = found.get('driver');
    const items = <T>(field: string, read: (item: Part) => T): T[] =>
      (this.#guarded(where, () => list(found.get(field), field)) ?? []).flatMap((item) => {
        const one = this.#guarded({ ...where, line: item.line }, () => read(item));
        return one === undefined ? [] : [one];
      });
    this.entities.push({
      name,
      driver: driver && this.#guarded(where, () => text(driver, 'a driver')),
      where,
      attributes: this.#attributes(found.get('attributes'), where),
      in: items('in', readPlace),
      contents: items('contents', readPlace),
      cables: items('cables', readCable),
      allocations: items('allocations', readAllocation),
    });
    return true;
  }

  #attributes(part: Part | undefined, where: Where): DeclaredAttribute[] {
    if (part === undefined) return [];
    const entries = this.#guarded(where, () =>
      part.kind === 'map' ? part.entries : refuseEntry(part, 'attributes is a map from key.subkey:number to values'),
    );
    return (entries ?? []).flatMap(([slot, value]) => {
      const one = this.#guarded({ ...where, line: value.line }, () => ({
        ...readSlot(slot),
        content: readContent(value),
        line: value.line,
      }));
      return one === undefined ? [] : [one];
    });
  }
}

function readPlace(part: Part): DeclaredPlace {
  const { line } = part;
  if (part.kind === 'scalar') return { line, name: text(part, 'a name'), units: [] };
  const found = fields(part, 'a place in a rack', ['name', 'units']);
  const units = list(found.get('units'), 'units').map((unit) => whole(unit, 'a unit'));
  return { line, name: text(found.get('name') as Part, 'a name'), units: units.sort((one, other) => one - other) };
}

function readCable(part: Part): DeclaredCable {
  const found = fields(part, 'a cable', ['port', 'number', 'to', 'toNumber']);
  const get = (field: string): Part => found.get(field) as Part;
  return {
    line: part.line,
    port: text(get('port'), 'port'),
    number: whole(get('number'), 'number'),
    to: text(get('to'), 'to'),
    toNumber: whole(get('toNumber'), 'toNumber'),
  };
}

function readBeside(part: Part | undefined): ReadonlyMap<string, DeclaredValue> {
  if (part === undefined) return new Map();
  if (part.kind !== 'map') return refuseEntry(part, 'beside is a map from subkeys to values');
  return new Map(part.entries.map(([subkey, value]) => [checkSubkey(subkey), readFileValue(value)]));
}

function readAllocation(part: Part): DeclaredAllocation {
  const found = fields(part, 'an allocation', ['manager', 'resource', 'number', 'forced', 'beside'], ['manager']);
  const [resource, number, forced] = [found.get('resource'), found.get('number'), found.get('forced')];
  if (forced !== undefined && (forced.kind !== 'scalar' || typeof forced.value !== 'boolean'))
    refuseEntry(forced, 'forced is true or false');
  return {
    line: part.line,
    manager: text(found.get('manager') as Part, 'manager'),
    resource: resource && readFileValue(resource),
    number: number && whole(number, 'number'),
    forced: forced?.kind === 'scalar' && forced.value === true,
    beside: readBeside(found.get('beside')),
  };
}

/** What files declare. */
export interface Declared {
  readonly entities: readonly DeclaredEntity[];
  /** Whether something could be read of every entity. */
  readonly isWhole: boolean;
}

/** Everything that files declare; what is wrong goes into `problems`. */
export function readDeclared(files: readonly PlanFile[], problems: EntryProblems): Declared {
  const reader = new DeclaredReader(problems);
  for (const file of files) reader.read(file);
  return reader;
}
