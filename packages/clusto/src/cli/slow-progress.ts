import { note } from './print.ts';

/** Work that is over sooner is not worth a line, in milliseconds. */
const unspoken = 2000;
/** How often a bar moves, and how often a line is written where there is no terminal, in milliseconds. */
const pauses = { bar: 100, line: 10_000 };
const width = 30;
const clear = '\r\u001B[2K';

/** What is being done; with numbers, how much of all is done, or how much where it is not known what all is. */
export interface SlowProgress extends Disposable {
  (what: string, done?: number, total?: number): void;
}

function bar(what: string, done: number, total: number): string {
  const part = total === 0 ? 1 : Math.min(done / total, 1);
  const full = Math.round(part * width);
  return `[${'#'.repeat(full)}${' '.repeat(width - full)}] ${Math.floor(part * 100)} % ${what}`;
}

/**
 * Tells on stderr what is being done, once it takes long: on a terminal as a bar where it is known how much there is, otherwise in
 * lines with the time since the beginning. Disposing clears the bar.
 */
export function slowProgress(): SlowProgress {
  const start = performance.now();
  const { stderr } = process;
  let [last, hasBar] = [-Infinity, false];
  const tell = (what: string, done?: number, total?: number): void => {
    const now = performance.now();
    if (now - start < unspoken) return;
    const seconds = ((now - start) / 1000).toFixed(0);
    if (done === undefined) return note(`${seconds} s: ${what}`);
    if (now - last < (stderr.isTTY ? pauses.bar : pauses.line)) return;
    last = now;
    hasBar = stderr.isTTY;
    if (hasBar) stderr.write(`${clear}${total === undefined ? `${what} ${done}` : bar(what, done, total)}`);
    else if (total === undefined) note(`${seconds} s: ${what} ${done}`);
    else note(`${seconds} s: ${what}, ${total === 0 ? 100 : Math.floor((done / total) * 100)} %`);
  };
  return Object.assign(tell, {
    [Symbol.dispose]: () => {
      if (hasBar) stderr.write(clear);
    },
  });
}
