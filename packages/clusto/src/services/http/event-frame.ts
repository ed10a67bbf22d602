/** Integers beyond 2^53 as text, as everywhere in clusto. */
const jsonOf = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? one.toString() : one));

const frames = new WeakMap<object, Buffer>();

/**
 * A version as an event of a stream (WHATWG HTML, server-sent events). It is made once, for all who are told the same version:
 * the feed hands the same object to all of them.
 */
export function eventFrame(version: { readonly number: number }): Buffer {
  const known = frames.get(version);
  if (known !== undefined) return known;
  const frame = Buffer.from(`id: ${version.number}\nevent: version\ndata: ${jsonOf(version)}\n\n`);
  frames.set(version, frame);
  return frame;
}

/** The begin of a stream: how soon to come again, in milliseconds, and where. */
export const beginFrame = (since: number): string => `retry: 2000\nid: ${since}\n\n`;

/** Tells a client that nothing more comes, and why. */
export const endFrame = (reason: string): string => `event: end\ndata: ${JSON.stringify({ reason })}\n\n`;

/**
 * A sign of life. It has an id and no data, so that it is no event, but a client that comes again goes on from there: what a
 * query left out is not looked through another time.
 */
export const heartbeatFrame = (passed: number): string => `: still here\nid: ${passed}\n\n`;
