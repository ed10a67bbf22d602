import { expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { useHttpServer } from '../support/http-server.ts';
import { runProcess } from './run-process.ts';

const [sqlite] = databases;
if (sqlite === undefined) throw new Error('there is no SQLite');
const program = 'examples/client/ask-a-server.ts';
const served = useHttpServer(sqlite);

test('the program of the page about the client does what the page says', async () => {
  const address = await served.server.listen({ host: '127.0.0.1', port: 0 });
  const { status, stdout, stderr } = await runProcess(process.execPath, ['--conditions=clusto-dev', program], {
    CLUSTO_SERVER: address,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toContainEqual(expect.stringMatching(/^s\d{4} 192(?:\.\d+){3}/));
  expect(lines.slice(-4)).toEqual([
    expect.stringMatching(/^[1-9]\d* servers in production$/),
    'version 3 has the racks sv3-001 sv3-002 sv3-003',
    'web01 does not exist.',
    'web01 is a penguinserver',
  ]);
});
