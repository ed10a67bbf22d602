import ms, { type StringValue } from 'ms';
import { failure } from '../base/errors.ts';

/** A hundred years: what is longer was meant otherwise. */
const longest = ms('100y');

/**
 * How long, in milliseconds: `30d`, `2h`, `1.5 hours`. A number without a unit could mean anything.
 * @param argument what the duration is of, for the message
 * @throws DURATION_INVALID
 */
export function readDuration(argument: string, text: string): number {
  const isWritten = typeof text === 'string' && /^\s*\d+(?:\.\d+)?\s*[a-z]+\s*$/i.test(text) && text.length <= 50;
  const duration = isWritten ? ms(text.trim() as StringValue) : Number.NaN;
  if (duration >= 1 && duration <= longest) return duration;
  throw failure('DURATION_INVALID', { argument, value: text });
}

/** The time after a duration from now, in whole seconds. @throws DURATION_INVALID */
export function timeAfter(now: Date, argument: string, text: string): Date {
  return new Date(Math.ceil((now.getTime() + readDuration(argument, text)) / 1000) * 1000);
}
