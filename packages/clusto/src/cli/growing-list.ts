import { stringify } from 'yaml';
import { print, printPart } from './print.ts';
import { csvLine, type RowOptions } from './print-rows.ts';

/** A list that is printed while it grows: as JSON, YAML or CSV, or in lines for people. */
export class GrowingList<Row extends object> {
  readonly #options: RowOptions;
  readonly #columns: Readonly<Record<string, (row: Row) => string | null>>;
  readonly #line: (cells: readonly string[]) => string;
  #isEmpty = true;

  /** @param line how a row of cells is put for people, whose widths are not known before the last one is there */
  constructor(
    columns: Readonly<Record<string, (row: Row) => string | null>>,
    options: RowOptions,
    line: (cells: readonly string[]) => string,
  ) {
    this.#columns = columns;
    this.#options = options;
    this.#line = line;
    const names = Object.keys(columns);
    if (options.json === true || options.yaml === true) return;
    print(options.csv === true ? `${csvLine(names)}\r` : line(names.map((name) => name.toUpperCase())));
  }

  add(row: Row): void {
    const { json, yaml, csv } = this.#options;
    if (json === true) printPart(`${this.#isEmpty ? '[' : ','}\n  ${JSON.stringify(row)}`);
    else if (yaml === true) printPart(stringify([row]));
    else {
      const cells = Object.values(this.#columns).map((column) => column(row));
      print(csv === true ? `${csvLine(cells)}\r` : this.#line(cells.map((cell) => cell ?? '-')));
    }
    this.#isEmpty = false;
  }

  end(): void {
    const { json, yaml } = this.#options;
    if (json === true) printPart(this.#isEmpty ? '[]\n' : '\n]\n');
    else if (yaml === true && this.#isEmpty) print('[]');
  }
}
