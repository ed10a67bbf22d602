import { createRequire } from 'node:module';

/** The version of this package, from its manifest. */
export function clustoVersion(): string {
  // by its own name, which means the same from the sources and from the build
  const { version } = createRequire(import.meta.url)('clusto/package.json') as { version: string };
  return version;
}
