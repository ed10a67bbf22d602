import { type IncomingMessage } from 'node:http';
import { type ServerEvent, readEvents } from './read-events.ts';
import { type RetryOptions, ownPause, pause } from './with-retries.ts';

/** A stream that says nothing for so long is dead, in milliseconds: a server gives a sign of life each 15 seconds. */
const longestSilence = 60_000;

export interface FollowParams extends Pick<RetryOptions, 'wait'> {
  readonly signal: AbortSignal;
  /** Told with the error when the stream is lost, and with null when it is there again. Nothing is lost in between. */
  readonly onOutage?: ((error: unknown) => void) | undefined;
}

/** The text of an answer as it comes. */
function textOf(message: IncomingMessage): AsyncIterable<string> {
  message.setTimeout(longestSilence, () =>
    message.destroy(new Error(`nothing was heard for ${longestSilence / 1000} seconds`)),
  );
  return message.setEncoding('utf8') as AsyncIterable<string>;
}

/** Why the server ended the stream, where it said so. */
const reasonOf = ({ event, data = '{}' }: ServerEvent): string | undefined =>
  event === 'end' ? String((JSON.parse(data) as { reason?: unknown }).reason) : undefined;

/**
 * The data of the events of a stream, which is opened again where it was lost, from the last event on; it ends when the server
 * says that nothing more comes, or with the signal.
 * @param open gets the id of the last event, undefined at first; what it throws at first, and `isFinal` later, is thrown
 */
export async function* followEvents(
  open: (lastId: string | undefined) => Promise<IncomingMessage>,
  isFinal: (error: unknown) => boolean,
  { signal, onOutage, wait = pause }: FollowParams,
): AsyncGenerator<unknown, undefined> {
  let lastId: string | undefined;
  let failures = 0;
  let isLost = false;
  const lose = (error: unknown): void => {
    if (!isLost) onOutage?.(error);
    isLost = true;
  };
  while (!signal.aborted) {
    let frames = 0;
    let reason: string | undefined;
    try {
      for await (const event of readEvents(textOf(await open(lastId)))) {
        frames += 1;
        // the first frame says where the stream begins: who sends no more than that is not well
        if (frames > 1) failures = 0;
        if (isLost) onOutage?.(null);
        isLost = false;
        lastId = event.id;
        reason = reasonOf(event);
        if (reason !== undefined) break;
        if (event.event === 'version' && event.data !== undefined) yield JSON.parse(event.data) as unknown;
      }
      if (reason === 'past') return;
      if (reason === undefined && !signal.aborted) lose(new Error('the stream was cut off'));
    } catch (error) {
      if (signal.aborted) return;
      if (lastId === undefined || isFinal(error)) throw error;
      lose(error);
    }
    await wait(ownPause(failures, Math.random()), signal).catch(() => undefined);
    failures += 1;
  }
}
