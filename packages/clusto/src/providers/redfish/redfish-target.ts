/** A management controller that speaks Redfish (DMTF DSP0266). */
export interface RedfishTarget {
  /** `https://bmc.example`, without a path. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** `session` logs in and out, `basic` sends user and password with each request. Default: session. */
  readonly auth?: 'session' | 'basic' | undefined;
  /** The SHA-256 fingerprint of its certificate, in hexadecimal, with or without colons. */
  readonly fingerprint?: string | undefined;
  /** Certificates of authorities to trust instead of those of Node, as PEM; for controllers without a fingerprint. */
  readonly ca?: string | undefined;
  /** Which system, for a controller of several: the last part of its path. */
  readonly system?: string | undefined;
}

export interface RedfishOptions {
  /** How long to wait for each answer, in milliseconds. Default: 10000. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A fingerprint as it is compared: 64 hexadecimal digits; undefined for a text that is none. */
export function readFingerprint(text: string): string | undefined {
  const digits = text
    .trim()
    .replace(/^sha-?256[:=]?\s*/i, '')
    .replaceAll(':', '')
    .toLowerCase();
  return /^[0-9a-f]{64}$/.test(digits) ? digits : undefined;
}
