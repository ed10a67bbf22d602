import { ClustoException, failure } from '../../base/errors.ts';

/** A part of a request that is wrong, and why. */
export interface Fault {
  readonly in: 'path' | 'query' | 'header' | 'body';
  /** In the body a JSON Pointer behind `#`, elsewhere the name of the parameter. */
  readonly pointer: string;
  readonly detail: string;
  /** Of the catalogue, where each part has its own. */
  readonly code?: string;
}

/** What is wrong with a request, part by part. */
export class RequestFault extends ClustoException {
  readonly faults: readonly Fault[];

  constructor(exception: ClustoException, faults: readonly Fault[]) {
    super(exception.code, exception.message, exception.detail, exception.cause);
    this.name = exception.name;
    this.faults = faults;
  }
}

/** A fault out of `path/NAME`, `query/NAME`, `header/NAME` or `body/FIELD/FIELD`; none for an empty text. */
export function faultAt(place: string, detail: string): Fault[] {
  const [where, ...rest] = place.split('/');
  if (where === undefined || where === '') return [];
  const pointer = where === 'body' ? `#${rest.map((part) => `/${part}`).join('')}` : rest.join('/');
  return [{ in: where as Fault['in'], pointer, detail }];
}

export const invalidRequest = (reason: string, faults: readonly Fault[]): RequestFault =>
  new RequestFault(failure('REQUEST_INVALID', { reason }), faults);
