import { expect, test } from 'vitest';
import { builtInDrivers } from '../../drivers/built-in-drivers.ts';
import { Registry } from '../../inventory/registry.ts';
import { allWriteActions } from './action.ts';
import { parseRules } from './parse-rules.ts';

const registry = new Registry(builtInDrivers);

test.each([
  ['read', ['read'], false],
  ['  write attr, place where pool = web ', ['attr', 'place'], true],
  ['write where pool = web', allWriteActions, true],
  ['allocate where attr where = "x"', ['allocate'], true],
  ['admin', ['admin'], false],
])('%s', (line, actions, isLimited) => {
  const [rule, ...more] = parseRules(`# why\n\n${line}\r\n`, registry);
  expect(more).toEqual([]);
  expect(rule?.text).toBe(line.trim());
  expect([...(rule?.actions ?? [])]).toEqual(actions);
  expect(rule?.term !== undefined).toBe(isLimited);
});

test.each([
  ['fly', 1, /fly is no beginning/],
  ['read attr where pool = web', 6, /after read comes where/],
  ['write atr where pool = web', 7, /atr is nothing that can be written/],
  ['admin where pool = web', 13, /takes no where/],
  ['read where', 11, /a query was expected/],
  ['write attr where pol = web', 18, /there is no word pol/],
  ['read where pool = web and and', 27, /a condition/],
])('%s is refused at column %i', (line, column, reason) => {
  expect(() => parseRules(`read\n${line}`, registry)).toThrow(
    expect.objectContaining({
      code: 'RULE_INVALID',
      detail: { line: 2, column, reason: expect.stringMatching(reason) },
    }),
  );
});
