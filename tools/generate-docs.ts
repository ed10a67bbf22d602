// Writes the pages that are made from the source; with --check it only says which ones are out of date.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { roomsTable } from '../tests/support/rooms.ts';
import { commandShapes } from './pages/command-shapes.ts';
import { commandsPage } from './pages/commands-page.ts';
import { configurationPage } from './pages/configuration-page.ts';
import { dhcpOptionsPage } from './pages/dhcp-options-page.ts';
import { driversPage } from './pages/drivers-page.ts';
import { errorsPage } from './pages/errors-page.ts';
import { exitCodesPage } from './pages/exit-codes-page.ts';
import { manPage } from './pages/man-page.ts';
import { graphSchemaPage } from './pages/graph-schema.ts';
import { logMessagesPage } from './pages/log-messages-page.ts';
import { openapiDocument } from './pages/openapi-document.ts';

const root = join(import.meta.dirname, '..');

/** The text of a page as it should be, given what it is; a page that is wholly generated does not look. */
type Page = (present: string) => string | Promise<string>;

const pages: Readonly<Record<string, Page>> = {
  'packages/clusto/src/cli/completion/command-shapes.json': commandShapes,
  'packages/clusto/man/clusto.1': manPage,
  'packages/clusto/openapi.json': openapiDocument,
  'docs/reference/commands.md': commandsPage,
  'docs/reference/configuration.md': configurationPage,
  'docs/reference/dhcp-options.md': dhcpOptionsPage,
  'docs/reference/drivers.md': driversPage,
  'docs/reference/errors.md': errorsPage,
  'docs/reference/exit-codes.md': exitCodesPage,
  'docs/reference/schema.graphql': graphSchemaPage,
  'docs/reference/log-messages.md': logMessagesPage,
  'ARCHITECTURE.md': (present) => section(present, 'rooms', roomsTable()),
};

/** The page with what stands between `<!-- name -->` and `<!-- /name -->` replaced. */
function section(page: string, name: string, text: string): string {
  const marked = new RegExp(`(?<=<!-- ${name} -->\n)(?:[^]*?\n)?(?=<!-- /${name} -->)`);
  if (!marked.test(page)) throw new Error(`the markers <!-- ${name} --> are missing`);
  return page.replace(marked, () => `${text}\n`);
}

const check = process.argv.includes('--check');
for (const [path, page] of Object.entries(pages)) {
  const present = await readFile(join(root, path), 'utf8').catch(() => '');
  const wanted = await page(present);
  if (present === wanted) continue;
  if (check) {
    console.error(`${path} is out of date: run \`npm run docs\``);
    process.exitCode = 1;
  } else {
    await writeFile(join(root, path), wanted);
    console.log(`wrote ${path}`);
  }
}
