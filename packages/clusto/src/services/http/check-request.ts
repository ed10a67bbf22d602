import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { type TObject, type TSchema } from 'typebox';
import { type Endpoint } from '../../api/endpoint.ts';
import { type Fault, invalidRequest } from './request-fault.ts';

const options = { strict: false, allErrors: false, ownProperties: true, discriminator: true } as const;
/** Parameters are texts, and become what their schema says; a body is taken as it is. */
const ofTexts = new Ajv2020({ ...options, coerceTypes: true });
const ofJson = new Ajv2020(options);

/** Nobody means a deeper document, and what goes through one would run out of stack. */
const deepest = 64;

function refuseDepth(body: unknown): void {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest)
      throw invalidRequest(`the body is nested deeper than ${deepest} levels`, [
        { in: 'body', pointer: '#', detail: `at most ${deepest} levels` },
      ]);
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
}

/** Words behind commas, where the schema wants several. */
function withLists(query: Readonly<Record<string, unknown>>, { properties }: TObject): Record<string, unknown> {
  const isList = (name: string): boolean =>
    Object.hasOwn(properties, name) && Reflect.get(properties[name] ?? {}, 'type') === 'array';
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      name,
      isList(name) && typeof value === 'string' ? value.split(',') : value,
    ]),
  );
}

function faultOf(place: Fault['in'], { instancePath, keyword, params, message = '' }: ErrorObject): Fault {
  const added = keyword === 'additionalProperties' ? String(params['additionalProperty']) : undefined;
  const missing = keyword === 'required' ? String(params['missingProperty']) : undefined;
  const last = added ?? missing;
  const path =
    last === undefined ? instancePath : `${instancePath}/${last.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const [, first = ''] = path.split('/');
  const name = first.replaceAll('~1', '/').replaceAll('~0', '~');
  const allowed = keyword === 'enum' ? `: ${(params['allowedValues'] as unknown[]).join(', ')}` : '';
  const detail =
    added !== undefined ? 'is not known here' : missing !== undefined ? 'is missing' : `${message}${allowed}`;
  return { in: place, pointer: place === 'body' ? `#${path}` : name, detail };
}

type Check = (value: unknown) => void;

function checkOf(place: Fault['in'], schema: TSchema): Check {
  let validate: ValidateFunction | undefined;
  return (value) => {
    // compiled at its first use: a server has more endpoints than most of its lives need
    validate ??= (place === 'body' ? ofJson : ofTexts).compile(schema);
    if (validate(value)) return;
    const [error] = validate.errors ?? [];
    const fault = error && faultOf(place, error);
    throw invalidRequest(`${place} ${fault?.pointer} ${fault?.detail}`, fault === undefined ? [] : [fault]);
  };
}

/** The parts of a request as their types say. */
export interface RequestParts {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** What holds the parts of requests against the schemas of an endpoint. @throws REQUEST_INVALID, with the part that is wrong */
export function requestCheck(endpoint: Endpoint): (given: RequestParts) => RequestParts {
  const params = checkOf('path', endpoint.params);
  const query = checkOf('query', endpoint.query);
  const body = endpoint.body === undefined ? undefined : checkOf('body', endpoint.body);
  return (given) => {
    const found = { ...given, query: withLists(given.query as Record<string, unknown>, endpoint.query) };
    params(found.params);
    query(found.query);
    if (body === undefined) return { ...found, body: undefined };
    refuseDepth(found.body);
    body(found.body);
    return found;
  };
}
