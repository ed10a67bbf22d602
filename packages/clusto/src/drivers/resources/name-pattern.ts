import { failure } from '../../base/errors.ts';
import { flag, integer, text } from '../../inventory/property.ts';

/** The properties of managers that make names: `s`, 4 and 0 make s0000, s0001, … */
export const nameProperties = {
  basename: text('What every name begins with.', ''),
  digits: integer('How many digits follow.', 2),
  next: integer('The lowest number to hand out.', 0),
  leadingZeros: flag('Whether lower numbers are filled up with zeros.', true),
};

const mostDigits = 15;

/** Names of a basename and a number. */
export class NamePattern {
  readonly basename: string;
  readonly digits: number;
  readonly leadingZeros: boolean;
  /** The lowest number to hand out. */
  readonly first: number;
  /** The highest number that fits the digits. */
  readonly last: number;

  /** @throws MANAGER_INVALID */
  constructor(
    manager: unknown,
    given: {
      readonly basename: string | null;
      readonly digits: number | null;
      readonly next: number | null;
      readonly leadingZeros: boolean | null;
    },
  ) {
    const { basename, digits, next, leadingZeros } = given;
    const refuse = (reason: string): never => {
      throw failure('MANAGER_INVALID', { manager, reason });
    };
    if (!Number.isInteger(digits) || Number(digits) < 1 || Number(digits) > mostDigits)
      refuse(`digits must be from 1 to ${mostDigits}`);
    if (next !== null && (!Number.isInteger(next) || next < 0)) refuse('next must be an integer from 0');
    this.basename = basename ?? '';
    this.digits = Number(digits);
    this.leadingZeros = leadingZeros !== false;
    this.first = next ?? 0;
    this.last = 10 ** this.digits - 1;
  }

  format(number: number): string {
    return this.basename + String(number).padStart(this.leadingZeros ? this.digits : 1, '0');
  }

  /** The number of a name; undefined for a name of another form. */
  parse(name: string): number | undefined {
    const digits = name.slice(this.basename.length);
    if (!/^\d{1,15}$/.test(digits)) return undefined;
    const number = Number(digits);
    return number <= this.last && this.format(number) === name ? number : undefined;
  }

  /** Runs of numbers in which the names sort like the numbers: all of one length. */
  segments(from: number, to: number): (readonly [from: number, to: number])[] {
    if (from > to) return [];
    if (this.leadingZeros) return [[from, to]];
    const end = Math.min(to, 10 ** String(from).length - 1);
    return [[from, end], ...this.segments(end + 1, to)];
  }
}
