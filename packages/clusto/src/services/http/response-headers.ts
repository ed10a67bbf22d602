import { contractHeader, contractVersion } from '../../api/contract-version.ts';
import { type HttpSettings } from './http-settings.ts';

/** For answers that a browser should do nothing with but show them. */
const always = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'private, no-cache',
  vary: 'Accept-Encoding, Authorization',
  [contractHeader]: contractVersion,
} as const;

/** What every answer of a server says of itself. */
export function responseHeaders({ files }: HttpSettings): Readonly<Record<string, string>> {
  return files === undefined ? always : { ...always, 'strict-transport-security': 'max-age=31536000' };
}
