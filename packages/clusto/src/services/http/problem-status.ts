import { type Catalogue, type ErrorCode } from '../../base/error-catalogue.ts';
import { type ClustoException } from '../../base/errors.ts';

/** By the class of the exception, so that no code can be forgotten. */
const byException: Readonly<Record<Catalogue[ErrorCode][0], number>> = {
  LookupException: 404,
  TypeException: 400,
  ValueException: 400,
  NameException: 400,
  DriverException: 409,
  PoolException: 409,
  ConnectionException: 409,
  ResourceException: 409,
  ResourceTypeException: 400,
  ResourceNotAvailableException: 409,
  SimpleNameManagerException: 409,
  SimpleNumManagerException: 409,
  EC2VMManagerException: 409,
  TransactionException: 409,
  StoreException: 503,
  ConfigurationException: 500,
  PluginException: 500,
  ProviderException: 502,
  ServiceException: 500,
  UsageException: 400,
  AccessException: 403,
};

/** The few codes that say something else than the others of their class. */
const byCode: Partial<Readonly<Record<ErrorCode, number>>> = {
  NAME_TAKEN: 409,
  ROLE_TAKEN: 409,
  ROLE_GRANTED: 409,
  ROLE_BUILT_IN: 409,
  TOKEN_EXPIRED: 409,
  MACHINE_CREATED_ALREADY: 409,
  ENTITY_AMBIGUOUS: 409,
  HISTORY_AMBIGUOUS: 409,
  ANSWER_LOST: 410,
  BULK_REFUSED: 422,
  CONDITION_FAILED: 412,
  CONDITION_MISSING: 428,
  CONFLICT: 409,
  CREDENTIALS_INVALID: 401,
  CREDENTIALS_MISSING: 401,
  IDENTITY_PROVIDER_FAILED: 503,
  DATABASE_BUSY: 503,
  HEADERS_TOO_LARGE: 431,
  HOST_UNKNOWN: 421,
  INTERRUPTED: 504,
  KEY_OF_ANOTHER: 422,
  LISTENERS_TOO_MANY: 503,
  WEBHOOK_EXISTS: 409,
  MEDIA_UNSUPPORTED: 415,
  RATE_EXCEEDED: 429,
  REQUEST_TOO_LARGE: 413,
  REQUEST_TOO_SLOW: 408,
  URL_TOO_LONG: 414,
  VALUE_DAMAGED: 500,
};

/** The status of the answer for a code of the catalogue. */
export function problemStatus(code: ErrorCode, exception: Catalogue[ErrorCode][0]): number {
  return byCode[code] ?? byException[exception];
}

/** The status of the answer for an exception. */
export function statusOf({ code, name }: ClustoException): number {
  return problemStatus(code, name as Catalogue[ErrorCode][0]);
}
