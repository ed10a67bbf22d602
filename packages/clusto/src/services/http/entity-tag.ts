import { createHash } from 'node:crypto';
import { failure } from '../../base/errors.ts';

/** What is shown to whom, in short: rights can change without a version. @param sight which entities are seen, as text; undefined for all */
const shownTo = (version: number, sight: string | undefined): string =>
  sight === undefined
    ? String(version)
    : `${version}.${createHash('sha256').update(sight).digest('base64url').slice(0, 8)}`;

/** What is shown of the inventory as a whole. @param sight which entities are seen, as text; undefined for all */
export const tagOfVersion = (version: number, sight: string | undefined): string => `W/"${shownTo(version, sight)}"`;

/**
 * What is shown of an entity.
 * @param change the version of its last change
 * @param version the version that is shown, where other entities are shown with it
 * @param sight which of those are seen, as text; undefined for all
 */
export const tagOfEntity = (change: number, version?: number, sight?: string): string =>
  version === undefined ? `"${change}"` : `"${change}-${shownTo(version, sight)}"`;

const tagsOf = (header: string): string[] => header.split(',').map((tag) => tag.trim());

/** Whether what there is, is what the caller knows already: compared weakly, as RFC 9110 says for `If-None-Match`. */
export function isKnown(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  const plain = (one: string): string => one.replace(/^W\//, '');
  return tagsOf(header).some((one) => one === '*' || plain(one) === plain(tag));
}

/** What is no entity, by what can be written of it. */
export const tagOfText = (text: string): string =>
  `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;

/** The versions that tags name: those that the caller has seen. */
export const versionsOf = (header: string | undefined): number[] =>
  [...(header ?? '').matchAll(/"(\d{1,15})(?:-(\d{1,15}))?[".]/g)].flatMap(([, one = 0, other = 0]) => [+one, +other]);

/** Holds the tag that is meant against the one that is there. @throws CONDITION_MISSING, CONDITION_FAILED */
export function requireTag(header: string | undefined, what: string, tag: string): void {
  if (header === undefined) throw failure('CONDITION_MISSING', { entity: what });
  if (!tagsOf(header).some((one) => one === '*' || one === tag))
    throw failure('CONDITION_FAILED', { entity: what, present: tag, given: header });
}

/**
 * Holds the state that is meant against the one that is there.
 * @param change the version of the last change
 * @throws CONDITION_MISSING, CONDITION_FAILED
 */
export function requireState(header: string | undefined, entity: string, change: number): void {
  if (header === undefined) throw failure('CONDITION_MISSING', { entity });
  const isMeant = tagsOf(header).some(
    (tag) => tag === '*' || /^"(\d{1,16})(?:-\d+(?:\.[\w-]+)?)?"$/.exec(tag)?.[1] === String(change),
  );
  if (!isMeant) throw failure('CONDITION_FAILED', { entity, present: tagOfEntity(change), given: header });
}
