import { ClustoException, failure } from '../../base/errors.ts';

type Json = Readonly<Record<string, unknown>>;

/** A tool whose output is read, and the host that it ran on, for messages. */
export interface ToolRun {
  readonly tool: string;
  readonly host: string;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads values out of what a tool printed; whatever is not as the tool documents it is one error. */
export class ToolOutput {
  readonly #run: ToolRun;

  constructor(run: ToolRun) {
    this.#run = run;
  }

  /** @throws HOST_ANSWER_INVALID */
  refuse(reason: string): never {
    throw failure('HOST_ANSWER_INVALID', { ...this.#run, reason });
  }

  /** @throws HOST_ANSWER_INVALID */
  json(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      if (error instanceof ClustoException) throw error;
      return this.refuse(text.trim() === '' ? 'it printed nothing' : 'it is no JSON, or its end is missing');
    }
  }

  /** @throws HOST_ANSWER_INVALID */
  objects(value: unknown, what: string): Json[] {
    if (!Array.isArray(value) || !value.every(isObject)) this.refuse(`${what} is no list of objects`);
    return value;
  }

  /** @throws HOST_ANSWER_INVALID */
  object(value: unknown, what: string): Json {
    return isObject(value) ? value : this.refuse(`${what} is no object`);
  }

  /** A text that says something. @throws HOST_ANSWER_INVALID */
  needText(value: unknown, what: string): string {
    return someText(value) ?? this.refuse(`${what} is missing`);
  }

  /** A whole number from 0; util-linux before 2.33 prints numbers as texts. @throws HOST_ANSWER_INVALID */
  needCount(value: unknown, what: string): number {
    const number = typeof value === 'string' && /^\d{1,16}$/.test(value.trim()) ? Number(value) : value;
    if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number;
    return this.refuse(`${what} is no whole number`);
  }
}

/** A text without the blanks around it, and without what could not be stored or shown; null where nothing is left. */
export function someText(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value.replace(/\p{C}/gu, '').trim().slice(0, 255);
  return text === '' ? null : text;
}

/** What makers leave in the firmware where a serial number ought to be. */
const placeholder =
  /^(?:to be filled.*|not (?:specified|available|applicable|present)|none|n\/?a|unknown|default string|system serial number|chassis serial number|serial|0+|x+|\.+|0?123456789.*|invalid|empty|no asset.*)$/i;

/** A serial number that tells one thing from others; null for what makers leave in its place. */
export function someSerial(value: unknown): string | null {
  const text = someText(value);
  return text === null || placeholder.test(text) ? null : text;
}
