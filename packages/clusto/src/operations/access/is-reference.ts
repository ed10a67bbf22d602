import { isSecretReference } from '../../base/secret.ts';
import type { RecordSet } from '../history/entity-names.ts';

type AttributeRecord = RecordSet['attributes'][number];

/** A hypervisor elsewhere, without parameters: those of libvirt name programs and files here (https://libvirt.org/uri.html). */
const remoteUri = /^[a-z]+\+(?:ssh|tls|tcp):\/\/[^/?#]+\/[^?#]*$/;

/** What is read as a text: itself, or a text in JSON. */
function textOf({ string, datatype }: AttributeRecord): string {
  if (string === null || datatype !== 'json') return string ?? '';
  const value: unknown = JSON.parse(string);
  return typeof value === 'string' ? value : '';
}

/**
 * Whether an attribute has whoever uses it read a file or a variable, or run a program, on their own machine: a reference to a
 * secret, which is then sent to an address that stands in the same inventory, or a connection of libvirt that is more than an address.
 */
export function isReference(row: AttributeRecord): boolean {
  const text = textOf(row);
  return isSecretReference(text) || (row.key === 'libvirt' && row.subkey === 'uri' && !remoteUri.test(text));
}
