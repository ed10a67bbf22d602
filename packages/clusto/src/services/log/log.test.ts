import { describe, expect, test } from 'vitest';
import { createLog, type Log } from './log.ts';
import { type LogId, logMessages } from './log-messages.ts';
import { loggerTo, type LogLevel } from './open-logger.ts';

/** A log, the lines that it wrote, and the ids that it was told. */
function logging(level: LogLevel): { log: Log; lines: () => Record<string, unknown>[]; ids: LogId[] } {
  const written: string[] = [];
  const ids: LogId[] = [];
  const log = createLog(loggerTo({ write: (line) => void written.push(line) }, level), (id) => ids.push(id));
  return { log, ids, lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('the log of services', () => {
  test('is a JSON object a line: time, level, id, details and sentence', () => {
    const { log, lines } = logging('info');
    log.write('SERVICE_DRAIN_TIMEOUT', { name: 'dhcpd', milliseconds: 500 });
    expect(lines()).toEqual([
      {
        level: 'warn',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        id: 'SERVICE_DRAIN_TIMEOUT',
        name: 'dhcpd',
        milliseconds: 500,
        message: 'The service dhcpd did not finish its work within 500 ms.',
      },
    ]);
  });

  test('leaves out what is below its level, and tells of it all the same', () => {
    const { log, lines, ids } = logging('warn');
    log.write('SERVICE_READY', { name: 'dhcpd' });
    log.write('SERVICE_FAILED', { name: 'dhcpd', reason: 'No.' });
    expect(lines().map(({ id }) => id)).toEqual(['SERVICE_FAILED']);
    expect(ids).toEqual(['SERVICE_READY', 'SERVICE_FAILED']);
  });

  test('writes what is hostile so that it stays one line, and not too long', () => {
    const { log, lines } = logging('info');
    log.write('SERVICE_STARTING', { name: 'a\nb\u001b[2J' });
    log.write('SERVICE_STARTING', { name: 'x'.repeat(10_000) });
    log.write('SERVICE_STARTING', { name: 2n ** 60n });
    const [first, second, third] = lines().map(({ name }) => String(name));
    expect(first).toBe(String.raw`"a\nb\u001b[2J"`);
    expect(second?.length).toBeLessThan(400);
    expect(third).toBe('1152921504606846976');
  });
});

describe('the messages', () => {
  const placeholders = Object.entries(logMessages).flatMap(([id, [, sentence]]) =>
    [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => [id, name] as const),
  );

  test.each(placeholders)('of %s can be told with %s', (_, name) => {
    // these are parts of every line
    expect(['time', 'level', 'id', 'message']).not.toContain(name);
    expect(name, 'what is secret is not written').not.toMatch(/password|secret|token|community|passphrase|key$/i);
  });
});
