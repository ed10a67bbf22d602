import type * as Crypto from 'node:crypto';
import { createRequire } from 'node:module';
import type * as Util from 'node:util';

let load: NodeJS.Require | undefined;

// made at its first use: what does nothing when it is imported can be left out by a bundler
const loaded = (name: string): unknown => (load ??= createRequire(import.meta.url))(name) as unknown;

/**
 * Modules of Node.js that few commands use and that every command would wait for (4 to 7 ms each, of 30 for Node.js
 * itself): an `import` of one builds all of its exports, these are loaded at their first use.
 */
export const onDemand = {
  get crypto(): typeof Crypto {
    return loaded('node:crypto') as typeof Crypto;
  },
  get util(): typeof Util {
    return loaded('node:util') as typeof Util;
  },
};
