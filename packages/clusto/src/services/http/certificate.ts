import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { failure } from '../../base/errors.ts';

/** Where the certificate of the server is, with those that lead to its authority, and its key: in PEM. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
  /** The authority of certificates of clients, where those are asked for one. */
  readonly authority?: string | undefined;
}

/** A certificate and its key, which go together. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

/** @throws CERTIFICATE_INVALID */
async function readCertificate({ certificate, key, authority }: CertificateFiles): Promise<Certificate> {
  try {
    const [one, other] = await Promise.all([readFile(certificate, 'utf8'), readFile(key, 'utf8')]);
    const ca = authority === undefined ? {} : { ca: await readFile(authority, 'utf8') };
    const pair = { cert: one, key: other, ...ca };
    createSecureContext(pair);
    return pair;
  } catch (error) {
    throw failure('CERTIFICATE_INVALID', { certificate, key, reason: (error as Error).message }, error);
  }
}

/** The certificate that a server shows: read again when it is asked to, and looked at now and then. */
export class CertificateReader {
  readonly #files: CertificateFiles;
  #mark = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(files: CertificateFiles) {
    this.#files = files;
  }

  /** The certificate, if it is another than the last one. @throws CERTIFICATE_INVALID, as long as it is so */
  async renewed(): Promise<Certificate | undefined> {
    const pair = await readCertificate(this.#files);
    const mark = createHash('sha256').update(JSON.stringify(pair)).digest('hex');
    if (mark === this.#mark) return undefined;
    this.#mark = mark;
    return pair;
  }

  /**
   * Looks for another one again and again: whoever renews certificates need not tell the server.
   * @param interval in milliseconds
   */
  watch(interval: number, take: (pair: Certificate) => void, refuse: (error: unknown) => void): void {
    this.#timer = setInterval(
      () => void this.renewed().then((pair) => (pair === undefined ? undefined : take(pair)), refuse),
      interval,
    ).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
