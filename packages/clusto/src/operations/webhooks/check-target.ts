import { failure } from '../../base/errors.ts';
import { isAddress, plainHost, requireReachable } from '../../providers/webhook/guarded-lookup.ts';
import { type Clusto } from '../clusto.ts';
import { webhookSettings } from './webhook-settings.ts';

const longest = 2000;

/**
 * The URL of a target, as it is stored. An address is looked at here already; what a name leads to is looked at whenever something is sent.
 * @throws WEBHOOK_URL_INVALID, WEBHOOK_ADDRESS_REFUSED
 */
export function checkTarget(inventory: Pick<Clusto, 'settings'>, text: string): string {
  const refuse = (reason: string): never => {
    throw failure('WEBHOOK_URL_INVALID', { reason });
  };
  if (text.length > longest) refuse(`it has more than ${longest} characters`);
  const url = URL.parse(text);
  if (url === null) return refuse('it is none');
  const { allowed } = webhookSettings(inventory);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') refuse('it does not begin with https:// or http://');
  if (url.username !== '' || url.password !== '') refuse('it has a login in it, which others would be shown');
  if (url.protocol === 'http:' && allowed.length === 0)
    refuse('plain http is for networks of webhooks.allow alone, and there are none');
  if (isAddress(url.hostname))
    requireReachable(url.hostname, plainHost(url.hostname), allowed, url.protocol === 'http:');
  url.hash = '';
  return url.href;
}
