// #region verify
import { createHmac, timingSafeEqual } from 'node:crypto';

const tolerance = 5 * 60; // seconds: what is older, or from the future, is a replay or a wrong clock

/** Whether a message comes from who has the secret, and is new. @param body the bytes as they came, before they are parsed */
export function isGenuine(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: Buffer,
  secret: string,
): boolean {
  const id = String(headers['webhook-id']);
  const timestamp = String(headers['webhook-timestamp']);
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= tolerance)) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const meant = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  const signatures = String(headers['webhook-signature']).split(' '); // several while a secret is rotated
  return signatures.some((signature) => {
    const given = Buffer.from(signature.replace(/^v1,/, ''), 'base64');
    return given.length === meant.length && timingSafeEqual(given, meant);
  });
}
// #endregion verify
