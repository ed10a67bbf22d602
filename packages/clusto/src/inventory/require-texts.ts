import { failure } from '../base/errors.ts';

/** @throws ARGUMENT_INVALID */
export function requireTexts(argument: string, value: unknown): void {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return;
  throw failure('ARGUMENT_INVALID', { argument, expected: 'a list of texts', value });
}
