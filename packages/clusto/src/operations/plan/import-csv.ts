import { type ClustoException, failure } from '../../base/errors.ts';
import { checkName } from '../../base/names.ts';
import { encodeScalar } from '../../base/values.ts';
import { getIpManager } from '../../drivers/resources/get-ip-managers.ts';
import { Entity } from '../../inventory/entity.ts';
import { type Clusto } from '../clusto.ts';
import { readValue } from '../read-value.ts';
import { type Application, applyDeclared, type ApplyOptions, refuseProblems } from './apply-declared.ts';
import { type CsvColumn, csvColumns, type CsvMapping } from './csv-columns.ts';
import {
  type DeclaredAllocation,
  type DeclaredAttribute,
  type DeclaredEntity,
  type DeclaredPlace,
} from './declared-entity.ts';
import { EntityDirectory } from './entity-directory.ts';
import { type EntryProblem, EntryProblems, entryInvalid, type Where } from './entry-problem.ts';
import { type DeclaredValue } from './file-value.ts';
import { type CsvRow, readCsv } from './read-csv.ts';
import { type PlanFile } from './read-parts.ts';

export interface ImportCsvParams
  extends CsvMapping, Pick<ApplyOptions, 'dryRun' | 'message' | 'mostChanges' | 'progress'> {
  readonly file: PlanFile;
  /** The driver of every row that has none of its own. */
  readonly driver?: string | undefined;
  /** Default: a comma. */
  readonly delimiter?: string | undefined;
  /** Entities that are there already are changed, and not refused. */
  readonly update?: boolean | undefined;
  /** Bad rows are left out, and the others come in. */
  readonly keepGoing?: boolean | undefined;
}

/** What came of a table. */
export interface CsvImport extends Application {
  /** What was wrong with the rows that were left out. */
  readonly skipped: readonly EntryProblem[];
}

/** Makes rows declarations of entities. */
class RowReader {
  readonly #inventory: Clusto;
  readonly #problems: EntryProblems;
  readonly #columns: readonly CsvColumn[];
  readonly #width: number;
  readonly #names = new Map<string, number>();

  constructor(inventory: Clusto, problems: EntryProblems, columns: readonly CsvColumn[], width: number) {
    this.#inventory = inventory;
    this.#problems = problems;
    this.#columns = columns;
    this.#width = width;
  }

  /** @returns undefined for a row that is noted as wrong */
  async read(
    { line, cells }: CsvRow,
    file: string,
    otherwise: string | undefined,
  ): Promise<DeclaredEntity | undefined> {
    const where: Where = { file, line };
    const before = this.#problems.all.length;
    const row = { name: '', driver: otherwise, unit: undefined as number | undefined };
    const places: DeclaredPlace[] = [];
    const attributes: DeclaredAttribute[] = [];
    const allocations: DeclaredAllocation[] = [];
    if (cells.length !== this.#width)
      this.#problems.add(entryInvalid(`the row has ${cells.length} cells, and the header ${this.#width}`), where);
    for (const { index, title, meaning } of this.#columns) {
      const text = cells[index]?.trim() ?? '';
      const item = { line, column: title };
      await this.#problems.try({ ...where, column: title }, async () => {
        if (meaning.kind === 'name') row.name = this.#name(text, line);
        else if (text === '') return;
        else if (meaning.kind === 'attribute')
          attributes.push({ ...item, ...meaning.slot, content: [await this.#value(text, meaning.type)] });
        else if (meaning.kind === 'driver') row.driver = text;
        else if (meaning.kind === 'in') places.push({ ...item, name: text, units: [] });
        else if (meaning.kind === 'unit') row.unit = readUnit(text);
        else allocations.push({ ...item, ...(await this.#address(text)) });
      });
    }
    if (row.unit !== undefined && places.length !== 1)
      this.#problems.add(entryInvalid('a unit takes one rack beside it, in a column that is `in`'), where);
    if (this.#problems.all.length > before) return undefined;
    const units = this.#units(row.driver, row.unit);
    const placed = places.map((place) => ({ ...place, units }));
    return { name: row.name, driver: row.driver, where, attributes, in: placed, contents: [], cables: [], allocations };
  }

  #name(text: string, line: number): string {
    const name = checkName(text);
    const before = this.#names.get(name);
    if (before !== undefined) throw entryInvalid(`${name} is in line ${before} already`);
    this.#names.set(name, line);
    return name;
  }

  async #value(text: string, type: Parameters<typeof readValue>[2]): Promise<DeclaredValue> {
    if (type === 'relation') return { datatype: 'relation', name: text };
    const value = await readValue(this.#inventory, text, type);
    return value instanceof Entity ? { datatype: 'relation', name: value.name } : encodeScalar(value);
  }

  /** The manager is the most specific one that covers the address. */
  async #address(text: string): Promise<Omit<DeclaredAllocation, 'line'>> {
    const { name: manager } = await getIpManager(this.#inventory, text);
    return { manager, resource: encodeScalar(text), number: undefined, forced: false, beside: new Map() };
  }

  /** From the lowest on, as many units as the driver is high. */
  #units(driver: string | undefined, lowest: number | undefined): number[] {
    if (lowest === undefined) return [];
    // a driver that is not known is told where the entity would be created
    const kind = this.#inventory.registry.drivers.find((one) => one.driverName === driver || one.name === driver);
    const { rackUnits: height = 1 } = (kind ?? {}) as { readonly rackUnits?: number };
    return Array.from({ length: height }, (_, index) => lowest + index);
  }
}

function readUnit(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw failure('RACK_UNIT_INVALID', { unit: text, reason: 'it is not an integer' });
}

/** The problems of rows, when that is what an error is about. */
const problemsIn = (error: unknown): readonly EntryProblem[] | undefined => {
  const { code, detail } = error as Partial<ClustoException>;
  return code === 'ENTRIES_INVALID' ? (detail?.['problems'] as readonly EntryProblem[]) : undefined;
};

/**
 * Brings rows of CSV into the inventory, each as one entity: as `apply` does, but nothing is remembered of it.
 * @throws ENTRIES_INVALID with every row and column that is wrong; USAGE, DRIVER_UNKNOWN, VIEW_READ_ONLY
 */
export async function importCsv(inventory: Clusto, params: ImportCsvParams): Promise<CsvImport> {
  const { file, driver, delimiter, update = false, keepGoing = false, ...rest } = params;
  const kind = driver === undefined ? undefined : EntityDirectory.driverClass(inventory, driver);
  const problems = new EntryProblems();
  const declared: DeclaredEntity[] = [];
  const isTable = await problems.try({ file: file.name, line: 1 }, async () => {
    const [header, ...rows] = readCsv(file.text, delimiter);
    if (header === undefined) throw entryInvalid('there is no header');
    const columns = csvColumns(inventory, header.cells, { ...rest, driver: kind });
    const reader = new RowReader(inventory, problems, columns, header.cells.length);
    for (const row of rows) {
      const one = await reader.read(row, file.name, driver);
      if (one !== undefined) declared.push(one);
    }
    return true;
  });
  if (isTable !== true) refuseProblems(problems.all);
  const skipped = [...problems.all];
  // what is left out may be what other rows need
  for (let left = declared; ;) {
    try {
      const known = keepGoing ? [] : problems.all;
      const done = await applyDeclared(inventory, left, undefined, { ...rest, onlyNew: !update, problems: known });
      return { ...done, skipped };
    } catch (error) {
      const found = problemsIn(error);
      if (found === undefined || !keepGoing) throw error;
      const bad = new Set(found.map(({ line }) => line));
      skipped.push(...found);
      left = left.filter(({ where }) => !bad.has(where.line));
    }
  }
}
