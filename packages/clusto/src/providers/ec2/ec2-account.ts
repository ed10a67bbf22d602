import type * as Ec2Sdk from '@aws-sdk/client-ec2';
import type { EC2Client, EC2ClientConfig } from '@aws-sdk/client-ec2';
import { failure } from '../../base/errors.ts';
import { ec2Failure } from './ec2-failure.ts';

/** How EC2 is spoken to: the section `[ec2]` of the configuration. */
export interface Ec2Settings {
  /** Another address than that of AWS; plain http to this machine only. */
  readonly endpoint?: string | undefined;
  /** The same for the price list. */
  readonly pricingEndpoint?: string | undefined;
  /** How long one request may take, in milliseconds. Default: 15000. */
  readonly timeout?: number | undefined;
  /** How often a request is tried when EC2 throttles or fails. Default: 5. */
  readonly attempts?: number | undefined;
  /** How long to wait between two looks at an instance that is to change its state, in milliseconds. Default: 2000. */
  readonly poll?: number | undefined;
}

/** Access keys; without them the SDK looks in its own places (environment, profiles, instance role). */
export interface Ec2Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The SDK, which takes 0.3 s and 100 MB to load: only by who speaks to EC2. */
type Sdk = typeof Ec2Sdk;

const isLoopback = (host: string): boolean => /^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i.test(host);

/** @throws EC2_ENDPOINT_INVALID, EC2_ENDPOINT_INSECURE */
export function checkEndpoint(endpoint: string): string {
  const url = URL.parse(endpoint);
  if (url === null || !/^https?:$/.test(url.protocol)) throw failure('EC2_ENDPOINT_INVALID', { endpoint });
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) throw failure('EC2_ENDPOINT_INSECURE', { endpoint });
  return endpoint;
}

interface Plugged {
  readonly middlewareStack: {
    add(
      middleware: <Args extends { readonly request: unknown }, Out>(
        next: (args: Args) => Promise<Out>,
      ) => (args: Args) => Promise<Out>,
      options: { readonly step: 'finalizeRequest'; readonly name: string },
    ): void;
  };
}

/** The SDK takes an endpoint from its own variables too (`AWS_ENDPOINT_URL_EC2`), so each request is looked at. */
export function refuseInsecure(client: Plugged): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const { protocol, hostname } = args.request as { readonly protocol: string; readonly hostname: string };
      if (protocol === 'http:') checkEndpoint(`http://${hostname}`);
      return next(args);
    },
    { step: 'finalizeRequest', name: 'refuseInsecure' },
  );
}

/** What all clients of the SDK are made with. */
export function clientConfig(
  settings: Ec2Settings,
  keys: Ec2Keys | undefined,
  endpoint: string | undefined,
): Omit<EC2ClientConfig, 'region'> {
  const { timeout = 15_000, attempts = 5 } = settings;
  return {
    ...(endpoint === undefined ? {} : { endpoint: checkEndpoint(endpoint) }),
    ...(keys === undefined ? {} : { credentials: keys }),
    maxAttempts: attempts,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: Math.min(5000, timeout),
      requestTimeout: timeout,
      throwOnRequestTimeout: true,
    },
  };
}

/** The SDK notices a signal only once its request is on the way. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** What one call works with. */
export interface Ec2Call {
  readonly client: EC2Client;
  readonly sdk: Sdk;
  readonly options: { readonly abortSignal?: AbortSignal };
}

/** Access to EC2 with one set of keys: a client for each region, made when it is first used and kept. */
export class Ec2Account {
  readonly settings: Ec2Settings;
  readonly #keys: Ec2Keys | undefined;
  readonly #clients = new Map<string, EC2Client>();

  constructor(settings: Ec2Settings = {}, keys?: Ec2Keys) {
    this.settings = settings;
    this.#keys = keys;
  }

  get keys(): Ec2Keys | undefined {
    return this.#keys;
  }

  #client(sdk: Sdk, region: string): EC2Client {
    const known = this.#clients.get(region);
    if (known) return known;
    const client = new sdk.EC2Client({ ...clientConfig(this.settings, this.#keys, this.settings.endpoint), region });
    refuseInsecure(client);
    this.#clients.set(region, client);
    return client;
  }

  /**
   * Asks EC2 for something.
   * @throws EC2_CREDENTIALS_MISSING, EC2_CREDENTIALS_WRONG, EC2_DENIED, EC2_THROTTLED, EC2_REFUSED, EC2_FAILED, EC2_UNREACHABLE,
   * EC2_INSTANCE_UNKNOWN, EC2_ENDPOINT_INSECURE, EC2_ENDPOINT_INVALID, INTERRUPTED when the signal is given
   */
  async call<T>(action: string, region: string, run: (call: Ec2Call) => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      signal?.throwIfAborted();
      const sdk = await import('@aws-sdk/client-ec2');
      const options = signal === undefined ? {} : { abortSignal: signal };
      return await unlessAborted(run({ client: this.#client(sdk, region), sdk, options }), signal);
    } catch (error) {
      throw ec2Failure(error, { action, region }, signal);
    }
  }

  /** Closes the connections. */
  close(): void {
    for (const client of this.#clients.values()) client.destroy();
    this.#clients.clear();
  }
}
