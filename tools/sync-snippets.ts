// Copies the examples into the pages that quote them, so that every quoted line has been compiled and run; with
// --check it only says which pages are out of date. Also finds links that lead nowhere.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');
const check = process.argv.includes('--check');

function complain(problem: string): void {
  console.error(problem);
  process.exitCode = 1;
}

/** The lines of a file, or of one `// #region name` of it, moved to the left edge and without other markers. */
function snippet(file: string, region: string | undefined): string {
  let lines = readFileSync(join(root, file), 'utf8').trimEnd().split('\n');
  if (region !== undefined) {
    const start = lines.findIndex((line) => line.trim() === `// #region ${region}`);
    const ends = ['// #endregion', `// #endregion ${region}`];
    const end = lines.findIndex((line, index) => index > start && ends.includes(line.trim()));
    if (start < 0 || end < 0) throw new Error(`${file} has no \`// #region ${region}\` … \`// #endregion\``);
    lines = lines.slice(start + 1, end);
  }
  const kept = lines.filter((line) => !/^\s*\/\/ #(?:end)?region\b/.test(line));
  const indent = Math.min(...kept.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return kept.map((line) => line.slice(indent)).join('\n');
}

/** The page with the content of each fence ```ts file=path#region replaced by what stands there now. */
function synced(page: string): string {
  return page.replace(
    /^(```\w+ file=([^\s#]+)(?:#(\S+))?\n)[^]*?^```$/gm,
    (_, opening: string, file: string, region: string | undefined) => `${opening}${snippet(file, region)}\n\`\`\``,
  );
}

/** The names by which the headings of a page can be linked. */
function anchors(page: string): Set<string> {
  const headings = page.matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, text = '']) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  );
}

/** The relative links of a page whose file or heading does not exist. */
function brokenLinks(path: string, page: string): string[] {
  const prose = page.replace(/^```[^]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? join(root, path) : resolve(root, dirname(path), file);
      if (!existsSync(target)) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchors(readFileSync(target, 'utf8')).has(anchor);
    });
}

for (const path of globSync('**/*.md', { cwd: root, exclude: ['**/node_modules', '**/dist'] }).sort()) {
  const present = readFileSync(join(root, path), 'utf8');
  try {
    const wanted = synced(present);
    if (wanted !== present && check) complain(`${path} quotes an example that has changed: run \`npm run docs\``);
    if (wanted !== present && !check) writeFileSync(join(root, path), wanted);
  } catch (error) {
    complain(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  for (const link of brokenLinks(path, present)) complain(`${path} links to ${link}, which does not exist`);
}
