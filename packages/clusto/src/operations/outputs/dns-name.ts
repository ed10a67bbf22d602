const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * A host name in lower case and without the dot at its end; undefined where it is none: labels of 1 to 63 letters, digits
 * and hyphens, which do not begin or end with a hyphen, and at most 253 characters (RFC 952, RFC 1123 section 2.1, RFC 1035
 * section 2.3.4).
 */
export function readDnsName(text: string): string | undefined {
  const name = text.toLowerCase().replace(/\.$/, '');
  return name.length <= 253 && name.split('.').every((one) => label.test(one)) ? name : undefined;
}

/** A name in a domain; one that has a dot is whole already. */
export function qualified(name: string, domain: string | undefined): string {
  return domain === undefined || name.includes('.') ? name : `${name}.${domain}`;
}
