/** Where the time comes from; passed in, so that tests can set it. */
export interface Clock {
  now(): Date;
}

/** The time of the machine. */
export const systemClock: Clock = { now: () => new Date() };

/** A time for people and programs, to the second: `2026-11-01T12:00:00Z`. */
export const timeAsText = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, 'Z');

/** A clock that stands still until it is told. */
export interface FixedClock extends Clock {
  set(time: Date): void;
  advance(milliseconds: number): void;
}

/** A clock for tests, at `start` until `set` or `advance`. Every `now()` is a Date of its own: changing one changes no other. */
export function fixedClock(start: Date): FixedClock {
  let time = start.getTime();
  return {
    now: () => new Date(time),
    set: (next) => {
      time = next.getTime();
    },
    advance: (milliseconds) => {
      time += milliseconds;
    },
  };
}
