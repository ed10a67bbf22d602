import { isIp, parseIp } from '../base/ip.ts';
import type { ValueTest } from '../store/entity-term.ts';

const order = {
  '<': (difference: number) => difference < 0,
  '<=': (difference: number) => difference <= 0,
  '>': (difference: number) => difference > 0,
  '>=': (difference: number) => difference >= 0,
} as const;

const difference = (one: number | string, other: number | string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Whether a value that is in no database, the default of a property, passes a test; one test less: whether there is a value. */
export function passes(value: unknown, test: ValueTest | undefined): boolean {
  const isScalar =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
  if (!isScalar || value === '') return false;
  if (test === undefined) return true;
  const text = String(value);
  switch (test.compare) {
    case '=':
      return text === test.literal.text;
    case 'startsWith':
      return text.startsWith(test.text);
    case 'endsWith':
      return text.endsWith(test.text);
    case 'contains':
      return text.includes(test.text);
    case 'inRange': {
      if (!isIp(text)) return false;
      const { family, value: address } = parseIp(text);
      return family === test.family && address >= test.first && address <= test.last;
    }
    default: {
      const isNumber = typeof value !== 'boolean' && /^-?\d+(?:\.\d+)?$/.test(text);
      const { number } = test.literal;
      if (number !== undefined) return isNumber && order[test.compare](difference(Number(text), Number(number)));
      return !isNumber && order[test.compare](difference(text, test.literal.text));
    }
  }
}
