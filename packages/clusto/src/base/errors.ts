import { inspect } from 'node:util';
import { catalogue, type Catalogue, type ErrorCode } from './error-catalogue.ts';

/** The names between braces in a template. */
export type Placeholders<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** What the message of `Code` needs: one value for each placeholder of its template. */
export type ErrorDetail<Code extends ErrorCode> = Readonly<Record<Placeholders<Catalogue[Code][1]>, unknown>>;

/** Everything that clusto throws on purpose. `code` is stable and comes from the error catalogue. */
export class ClustoException extends Error {
  readonly code: ErrorCode;
  /** The values in the message, by placeholder. */
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, detail: Readonly<Record<string, unknown>>, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.detail = detail;
  }

  /** What an operator can do about it: one sentence. */
  get remedy(): string {
    return catalogue[this.code][2];
  }
}

export class LookupException extends ClustoException {}
export class TypeException extends ClustoException {}
export class ValueException extends ClustoException {}
export class NameException extends ClustoException {}
export class DriverException extends ClustoException {}
export class PoolException extends ClustoException {}
export class ConnectionException extends ClustoException {}
export class ResourceException extends ClustoException {}
export class ResourceTypeException extends ResourceException {}
export class ResourceNotAvailableException extends ResourceException {}
export class SimpleNameManagerException extends ResourceException {}
export class SimpleNumManagerException extends ResourceException {}
/** What an EC2 manager refuses: to terminate, or to spend. */
export class EC2VMManagerException extends ResourceException {}
export class TransactionException extends ClustoException {}
export class StoreException extends ClustoException {}
export class ConfigurationException extends ClustoException {}
export class PluginException extends ClustoException {}
/** Another system refused, failed or could not be reached. */
export class ProviderException extends ClustoException {}
/** A service could not start, or could not go on. */
export class ServiceException extends ClustoException {}
export class UsageException extends ClustoException {}
/** Who asks is not known, or may not do it. */
export class AccessException extends ClustoException {}

const classes = {
  LookupException,
  TypeException,
  ValueException,
  NameException,
  DriverException,
  PoolException,
  ConnectionException,
  ResourceException,
  ResourceTypeException,
  ResourceNotAvailableException,
  SimpleNameManagerException,
  SimpleNumManagerException,
  EC2VMManagerException,
  TransactionException,
  StoreException,
  ConfigurationException,
  PluginException,
  ProviderException,
  ServiceException,
  UsageException,
  AccessException,
} satisfies Record<Catalogue[ErrorCode][0], typeof ClustoException>;

const longestShown = 300;
const longestList = 20;

/** Control and format characters (also C1 and the bidirectional ones, which JSON leaves alone) must not reach a terminal. */
function quote(text: string): string {
  return JSON.stringify(text).replace(/\p{C}/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

function cut(text: string): string {
  // toWellFormed: the cut may fall between the two halves of a surrogate pair
  return text.length > longestShown ? `${text.slice(0, longestShown).toWellFormed()}…` : text;
}

function describe(value: unknown): string {
  if (typeof value === 'string') {
    const text = cut(value);
    return /^[^\s\p{C}]+(?: [^\s\p{C}]+)*$/u.test(text) ? text : quote(text);
  }
  if (typeof value === 'function') return value.name === '' ? 'a function' : value.name;
  if (typeof value !== 'object' || value === null) return cut(String(value));
  if (value instanceof Error) return describe(value.message);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid date' : value.toISOString();
  const glance = (thing: unknown): string =>
    cut(
      inspect(thing, {
        depth: 2,
        maxArrayLength: longestList,
        maxStringLength: 100,
        breakLength: Infinity,
      }),
    );
  if (Array.isArray(value)) {
    const items = Array.from(value.slice(0, longestList), (item: unknown) =>
      Array.isArray(item) ? glance(item) : describe(item),
    );
    return [...items, ...(value.length > longestList ? ['…'] : [])].join(', ');
  }
  // an object without prototype has none; the one of Object says nothing
  const toText: unknown = Reflect.get(value, 'toString');
  const isOwn = typeof toText === 'function' && toText !== Object.prototype.toString;
  return isOwn ? describe(Reflect.apply(toText, value, [])) : glance(value);
}

/**
 * A value as it reads best inside a sentence: text in quotes only where its edges would be unclear or a character is
 * not printable. Works for every value whatsoever (cyclic, huge, hostile): an error while reporting one would hide it.
 */
export function show(value: unknown): string {
  try {
    return describe(value);
  } catch {
    return `a value of type ${typeof value}`;
  }
}

/** A sentence with its `{placeholders}` filled in, long values cut. */
export function fillIn(template: string, values: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => show(values[name]));
}

/**
 * The exception for a code of the catalogue, its sentence filled in. Use as `throw failure('NAME_TAKEN', { name })`.
 * @param detail one value for each placeholder; long ones are cut in the message, not in `detail`.
 */
export function failure<Code extends ErrorCode>(
  code: Code,
  detail: ErrorDetail<Code>,
  cause?: unknown,
): ClustoException {
  const values = detail as Readonly<Record<string, unknown>>;
  const [exception, template] = catalogue[code];
  return new classes[exception](code, fillIn(template, values), values, cause);
}

/** An exception that was thrown elsewhere, with the sentence that it has there. @param detail what is known of its values */
export function toldFailure(
  code: ErrorCode,
  sentence: string,
  detail: Readonly<Record<string, unknown>>,
): ClustoException {
  return new classes[catalogue[code][0]](code, sentence, detail);
}
