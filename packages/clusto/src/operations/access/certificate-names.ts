/** What a certificate says of whom it is of, as Node.js gives it (`tls.TLSSocket.getPeerCertificate()`). */
export interface PeerCertificate {
  readonly subject?: { readonly CN?: string | readonly string[] } | undefined;
  readonly subjectaltname?: string | undefined;
  /** When it ends, as `Nov  1 00:00:00 2027 GMT`. */
  readonly valid_to?: string | undefined;
}

/** The entries of a list in which a name with a comma is quoted as JSON (Node.js since CVE-2021-44532). */
const entry = /(?<kind>[A-Za-z ]+):(?:(?<quoted>"(?:[^"\\]|\\.)*")|(?<plain>[^,"]*))(?:, |$)/y;
const kinds: Readonly<Record<string, string>> = { DNS: 'DNS', URI: 'URI', email: 'email', 'IP Address': 'IP' };

function alternatives(text: string): string[] {
  const names: string[] = [];
  entry.lastIndex = 0;
  while (entry.lastIndex < text.length) {
    const { kind = '', quoted, plain = '' } = entry.exec(text)?.groups ?? {};
    // what is not understood may hide what another certificate has
    if (kind === '') return [];
    const prefix = kinds[kind];
    if (prefix !== undefined) names.push(`${prefix}=${quoted === undefined ? plain : String(JSON.parse(quoted))}`);
  }
  return names;
}

/**
 * The names by which roles can be granted to who has a certificate: `CN=deploy`, `DNS=host.example`, `URI=spiffe://site/deploy`,
 * `email=…`, `IP=…`; the common name first. That the certificate is good is for the server to know.
 */
export function certificateNames({ subject, subjectaltname = '' }: PeerCertificate): string[] {
  const { CN: common = [] } = subject ?? {};
  const all = [...[common].flat().map((name) => `CN=${name}`), ...alternatives(subjectaltname)];
  return all.filter((name) => name.length <= 255 && !/\p{Cc}/u.test(name));
}
