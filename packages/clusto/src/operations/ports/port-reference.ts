import { failure } from '../../base/errors.ts';

/** A port of a device as a command line names it. */
export interface PortReference {
  readonly type: string;
  /** A number, or the name of an outlet. */
  readonly number: number | string;
}

/** Reads `nic-eth:1`, or `pwr-nema-5:aa3` for a named outlet. @throws USAGE */
export function parsePortReference(text: string): PortReference {
  const [, type, number] = /^([A-Za-z][\w-]*):([.\w-]+)$/.exec(text) ?? [];
  if (type === undefined || number === undefined)
    throw failure('USAGE', { reason: `A port is written like nic-eth:1, not ${text}.` });
  return { type, number: /^\d+$/.test(number) ? Number(number) : number };
}
