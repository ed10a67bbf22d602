import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * How the user starts this program from where they are: `clusto` where that is on the path, else `npx clusto`, which
 * works in a checkout.
 */
export function ownCommand(): string {
  const folders = (process.env['PATH'] ?? '').split(':');
  // npm run puts the .bin folders of the checkout on the path, which the shell of the user does not have
  return folders.some((folder) => !folder.includes('node_modules') && existsSync(join(folder, 'clusto')))
    ? 'clusto'
    : 'npx clusto';
}
