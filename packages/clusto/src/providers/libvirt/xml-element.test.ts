import { parseXml } from '@rgrove/parse-xml';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { element } from './xml-element.ts';

test('whatever stands in a text or an attribute is read as it was, or refused', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('<', '>', '&', "'", '"', '\n', '\r', '\t', ';', 'a', ']') }),
  );
  fc.assert(
    fc.property(anything, anything, (text, value) => {
      let xml: string;
      try {
        ({ xml } = element('a', { b: value, left: undefined }, text, false, undefined, element('c')));
      } catch (error) {
        expect(error).toMatchObject({ code: 'ARGUMENT_INVALID' });
        expect(text + value).toMatch(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u);
        return;
      }
      const { root } = parseXml(xml);
      expect(root?.attributes).toEqual({ b: value });
      expect(root?.text).toBe(text);
      expect(root?.children.at(-1)).toMatchObject({ name: 'c' });
    }),
  );
});
