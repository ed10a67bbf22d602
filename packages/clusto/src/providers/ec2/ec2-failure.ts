import { ClustoException, failure } from '../../base/errors.ts';

/** What was asked of EC2, for messages. */
export interface Ec2Request {
  /** The name of the API action: `RunInstances`. */
  readonly action: string;
  readonly region: string;
}

const throttled = /^(?:RequestLimitExceeded|Throttl|TooManyRequests|RequestThrottled|SlowDown|.*RateExceeded)/;
const denied = /^(?:UnauthorizedOperation|AccessDenied|OptInRequired)/;
const wrongKeys =
  /^(?:AuthFailure|InvalidClientTokenId|SignatureDoesNotMatch|InvalidAccessKeyId|UnrecognizedClient|ExpiredToken|RequestExpired|InvalidSignature)/;
const noCredentials = /^(?:CredentialsProviderError|TokenProviderError)$/;
const unknownInstance = /^InvalidInstanceID\./;
const interrupted = /^(?:AbortError|RequestAbortedError)$/;

interface AwsError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
}

/** What AWS says, as the middle of a sentence. */
const reasonOf = ({ name, message }: AwsError): string =>
  `${
    message
      .split('\n')[0]
      ?.replace(/\s*Encoded authorization failure message:.*$/, '')
      .replace(/\.$/, '') ?? ''
  } (${name})`;

/**
 * An error of the SDK as one of clusto's. No cause is kept: the error of the SDK carries request and answer.
 */
export function ec2Failure(error: unknown, { action, region }: Ec2Request, signal?: AbortSignal): Error {
  if (error instanceof ClustoException || !(error instanceof Error)) return error as Error;
  const given = error as AwsError;
  const { name, $metadata: { httpStatusCode: status, attempts = 1 } = {} } = given;
  const where = { action, region };
  if (interrupted.test(name) || signal?.aborted === true)
    return failure('INTERRUPTED', { action: `waiting for EC2 (${action} in ${region})` });
  if (noCredentials.test(name)) return failure('EC2_CREDENTIALS_MISSING', {});
  if (throttled.test(name)) return failure('EC2_THROTTLED', { ...where, attempts });
  if (wrongKeys.test(name)) return failure('EC2_CREDENTIALS_WRONG', { ...where, reason: name });
  if (denied.test(name)) return failure('EC2_DENIED', where);
  if (unknownInstance.test(name))
    return failure('EC2_INSTANCE_UNKNOWN', { instance: instanceIn(given.message), region });
  if (status !== undefined && status >= 400 && status < 500)
    return failure('EC2_REFUSED', { ...where, reason: reasonOf(given) });
  if (status !== undefined) return failure('EC2_FAILED', { ...where, reason: reasonOf(given) });
  return failure('EC2_UNREACHABLE', { ...where, reason: given.code ?? (given.message || name) });
}

const instanceIn = (message: string): string => /\bi-[0-9a-f]+/.exec(message)?.[0] ?? 'that was named';

/** Whether EC2 has surely not done what it was asked for; after a lost connection or a failure nobody knows. */
export function isCertainRefusal(error: unknown): boolean {
  const certain = [
    'EC2_CREDENTIALS_MISSING',
    'EC2_CREDENTIALS_WRONG',
    'EC2_DENIED',
    'EC2_THROTTLED',
    'EC2_REFUSED',
    'EC2_INSTANCE_UNKNOWN',
    'EC2_ENDPOINT_INSECURE',
    'EC2_ENDPOINT_INVALID',
  ];
  return error instanceof ClustoException && certain.includes(error.code);
}
