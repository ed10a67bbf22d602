import { expect, test } from 'vitest';
import { auditedCommand } from './audited-command.ts';

test.each([
  ['attr set s1 system.memory=5', 'attr set s1 system.memory=5'],
  ['attr set s1 api.token=abc', 'attr set s1 api.token=***'],
  ['attr set s1 -k snmp -s community -v public', 'attr set s1 -k snmp -s community -v ***'],
  ['attr set s1 --key password --value=x', 'attr set s1 --key password --value=***'],
  ['--dsn postgres://u:p%40@h/d info', '--dsn postgres://u:***@h/d info'],
  ['--dsn=postgres://h/d?user=u&password=p&x=1 info', '--dsn=postgres://h/d?user=u&password=***&x=1 info'],
  ['create basicserver s1 -m why', 'create basicserver s1 -m why'],
])('%s is kept as %s', (line, kept) => {
  expect(auditedCommand(line.split(' ')).join(' ')).toBe(kept);
});
