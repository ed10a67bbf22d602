import { failure } from '../../base/errors.ts';
import type { Session } from '../../inventory/session.ts';

/** What a role is granted to. */
export type Subject = Parameters<Parameters<Parameters<Session['changeAccess']>[0]>[0]['deleteGrant']>[1];

const kinds = ['token', 'subject', 'group', 'certificate'] as const;

/** `group:ops`, as people write it. */
export const subjectAsText = ({ kind, subject }: Subject): string => `${kind}:${subject}`;

/** @throws SUBJECT_INVALID */
export function readSubject(text: string): Subject {
  const colon = text.indexOf(':');
  const kind = kinds.find((one) => one === text.slice(0, Math.max(0, colon)));
  const subject = text.slice(colon + 1).trim();
  const refuse = (reason: string): never => {
    throw failure('SUBJECT_INVALID', { subject: text, reason });
  };
  if (kind === undefined) return refuse(`it does not begin with ${kinds.map((one) => `${one}:`).join(', ')}`);
  if (subject === '' || subject.length > 255 || /\p{Cc}/u.test(subject))
    return refuse('what follows is empty, longer than 255 characters, or has control characters');
  return { kind, subject };
}
