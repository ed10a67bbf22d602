import { note } from './print.ts';

/** Work that is over sooner is not worth a line, in milliseconds. */
const unspoken = 2000;

/** Tells on stderr what is being done, once it takes long; the time is that since the beginning. */
export function slowProgress(): (what: string) => void {
  const start = performance.now();
  return (what) => {
    const elapsed = performance.now() - start;
    if (elapsed >= unspoken) note(`${(elapsed / 1000).toFixed(0)} s: ${what}`);
  };
}
