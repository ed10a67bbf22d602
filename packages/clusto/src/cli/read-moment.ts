import { readDuration } from '../operations/read-duration.ts';

/** How a moment can be written, for the help of what takes one. */
export const momentForms = 'a version, a time like 2026-11-01T00:00:00Z, or so long ago: 2h, 3d';

/** A moment as it stands on a command line: `2h` or `3d` is the time so long ago, anything else is what it says. */
export function readMoment(text: string): string {
  if (!/^\d+(?:\.\d+)?[a-z]+$/i.test(text)) return text;
  return new Date(Date.now() - readDuration('the time that is past', text)).toISOString();
}
