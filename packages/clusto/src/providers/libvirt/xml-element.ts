import { failure } from '../../base/errors.ts';

/** A piece of XML that is well-formed, whatever it was made of. */
export interface XmlElement {
  readonly xml: string;
}

/** What goes into an element; undefined and false are left out, so that a condition can stand where an element does. */
export type XmlContent = XmlElement | string | number | undefined | false;

// what XML 1.0 allows (section 2.2), and no half of a surrogate pair
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

function escaped(value: string | number): string {
  const text = String(value);
  if (forbidden.test(text))
    throw failure('ARGUMENT_INVALID', {
      argument: 'a text in XML',
      expected: 'free of control characters',
      value: text,
    });
  return text.replace(/[&<>'"\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * An element with attributes (those that are undefined are left out) and content. Names are the caller's own, values may be
 * anything.
 * @throws ARGUMENT_INVALID for a character that XML cannot hold
 */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>> = {},
  ...content: readonly XmlContent[]
): XmlElement {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}='${escaped(value)}'`],
  );
  const inner = content.map((one) => {
    if (one === undefined || one === false) return '';
    return typeof one === 'object' ? one.xml : escaped(one);
  });
  const start = `<${name}${given.join('')}`;
  return { xml: content.length === 0 ? `${start}/>` : `${start}>${inner.join('')}</${name}>` };
}
