import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What the signature of a request says. */
export interface SignedScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Who signed a POST request to `/`, and for where; undefined when the signature does not fit the request and the secret of
 * that key (AWS Signature Version 4).
 */
export function verifySignature(
  headers: IncomingHttpHeaders,
  body: string,
  secretOf: (accessKeyId: string) => string | undefined,
): SignedScope | undefined {
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([\w-]+)\/(\w+)\/aws4_request, SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/;
  const [, accessKeyId = '', day = '', region = '', service = '', signed = '', signature] =
    form.exec(headers.authorization ?? '') ?? [];
  const secret = secretOf(accessKeyId);
  if (secret === undefined) return undefined;
  const values = signed.split(';').map((name) => `${name}:${String(headers[name] ?? '').trim()}\n`);
  const canonical = ['POST', '/', '', values.join(''), signed, sha256(body)].join('\n');
  const text = [
    'AWS4-HMAC-SHA256',
    String(headers['x-amz-date']),
    `${day}/${region}/${service}/aws4_request`,
    sha256(canonical),
  ].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(key, text).toString('hex') === signature ? { accessKeyId, region, service } : undefined;
}
