// Runs every *.bench.ts beside this file, or only those whose name is given: `npm run bench -- lookup`.
import { globSync } from 'node:fs';

const asked = process.argv.slice(2);
const files = globSync('*.bench.ts', { cwd: import.meta.dirname }).sort();
for (const file of files) {
  if (asked.length === 0 || asked.some((name) => file.includes(name))) await import(`./${file}`);
}
