import { failure } from '../base/errors.ts';
import type { Moment } from '../store/store.ts';

/** A version number, a Date, or a time in ISO 8601 with its zone. @throws ARGUMENT_INVALID, TIME_INVALID */
export function parseMoment(moment: number | Date | string): Moment {
  if (typeof moment === 'number') {
    if (Number.isSafeInteger(moment) && moment >= 0) return { version: moment };
    throw failure('ARGUMENT_INVALID', { argument: 'version', expected: 'an integer from 0', value: moment });
  }
  if (moment instanceof Date && !Number.isNaN(moment.getTime())) return { time: moment.getTime() };
  // a time without its zone would mean something else on the next machine
  const isIso =
    typeof moment === 'string' && /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/.test(moment);
  const time = isIso ? Date.parse(moment) : Number.NaN;
  if (Number.isNaN(time)) throw failure('TIME_INVALID', { value: moment });
  return { time };
}
