import { Buffer } from 'node:buffer';

/** What a message of version 3 says of the clock of its engine (RFC 3414 section 2.2). */
export interface EngineTime {
  /** The identifier of the engine, in hexadecimal digits. */
  readonly engine: string;
  /** How often it has begun anew. */
  readonly boots: number;
  /** Seconds since then. */
  readonly time: number;
}

/** The content of a value of BER. */
interface Part {
  readonly content: Buffer;
  /** What stands behind it. */
  readonly rest: Buffer;
}

function partOf(bytes: Buffer): Part | undefined {
  const first = bytes[1] ?? 0;
  const more = first < 0x80 ? 0 : first & 0x7f;
  if (bytes.length < 2 + more || more > 4) return undefined;
  const length = more === 0 ? first & 0x7f : bytes.readUIntBE(2, more);
  const from = 2 + more;
  return from + length > bytes.length
    ? undefined
    : { content: bytes.subarray(from, from + length), rest: bytes.subarray(from + length) };
}

/** The parts of what a sequence holds, as many as are wanted. */
function partsOf(content: Buffer | undefined, count: number): Buffer[] {
  const parts: Buffer[] = [];
  for (let rest = content; rest !== undefined && rest.length > 0 && parts.length < count;) {
    const part = partOf(rest);
    if (part !== undefined) parts.push(part.content);
    rest = part?.rest;
  }
  return parts;
}

const integer = (bytes: Buffer): number =>
  bytes.length === 0 || bytes.length > 4 ? 0 : bytes.readIntBE(0, bytes.length);

/** Reads whose clock a message goes by; undefined where it does not say so as RFC 3412 section 6 has it. */
export function readEngineTime(message: Uint8Array): EngineTime | undefined {
  const [whole] = partsOf(Buffer.from(message.buffer, message.byteOffset, message.byteLength), 1);
  const [, , security] = partsOf(whole, 3);
  const [parameters] = partsOf(security, 1);
  const [engine, boots, time] = partsOf(parameters, 3);
  if (engine === undefined || boots === undefined || time === undefined) return undefined;
  return { engine: engine.toString('hex'), boots: integer(boots), time: integer(time) };
}

/** RFC 3414 section 2.2.3, in seconds. */
const timeWindow = 150;
/** An engine that has begun anew so often sends nothing that can be trusted. */
const mostBoots = 0x7fff_ffff;
/** So many engines are remembered, those that were heard last. */
const mostEngines = 10_000;

/**
 * The clocks of the engines that messages were received of: what is older than the last one by more than the time window is
 * one that somebody has recorded (RFC 3414 section 3.2, step 7b). The first message of an engine is believed.
 */
export class EngineTimes {
  readonly #known = new Map<string, Omit<EngineTime, 'engine'> & { readonly heard: number }>();

  /** How many engines are remembered. */
  get size(): number {
    return this.#known.size;
  }

  /**
   * Takes what a message says that is known to be of its engine.
   * @param now in milliseconds, of a clock that does not go back
   * @returns whether the message is not too old
   */
  isTimely({ engine, boots, time }: EngineTime, now: number): boolean {
    if (boots >= mostBoots) return false;
    const known = this.#known.get(engine);
    const isAhead = known === undefined || boots > known.boots || (boots === known.boots && time > known.time);
    if (isAhead) {
      this.#known.delete(engine);
      this.#known.set(engine, { boots, time, heard: now });
      const [oldest] = this.#known.keys();
      if (this.#known.size > mostEngines && oldest !== undefined) this.#known.delete(oldest);
      return true;
    }
    const present = known.time + (now - known.heard) / 1000;
    return boots === known.boots && time >= present - timeWindow;
  }
}
