import { type FastifyRequest } from 'fastify';
import { failure } from '../../base/errors.ts';
import { longestHeaders } from './server-options.ts';

/** Longer addresses are cut off somewhere between here and there. */
const longestUrl = 8 * 1024;

/**
 * Refuses what no client sends that means well, before anybody is asked who they are.
 * @throws URL_TOO_LONG, HEADERS_TOO_LARGE, MEDIA_UNSUPPORTED for a body that is compressed, as a few bytes can become many
 */
export function refuseOddities({ url, headers, raw }: FastifyRequest): void {
  if (url.length > longestUrl) throw failure('URL_TOO_LONG', { limit: longestUrl });
  // HTTP/1 is held to this by Node itself, HTTP/2 is only told of it
  const size = raw.rawHeaders.reduce((sum, one) => sum + one.length, 0);
  if (size > longestHeaders) throw failure('HEADERS_TOO_LARGE', { limit: longestHeaders });
  const { 'content-encoding': encoding = 'identity' } = headers;
  if (encoding !== 'identity') throw failure('MEDIA_UNSUPPORTED', { media: `compressed (${encoding})` });
}
