import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { CliHome } from '../support/run-cli.ts';

test('roles and tokens are made, shown, and taken away', async () => {
  await using home = await CliHome.create();
  await home.run(['init']);
  await home.run(['create', 'basicserver', 'web1']);
  expect(await home.json('whoami')).toMatchObject({
    via: 'local',
    roles: ['admin'],
    rules: [{ rule: 'read' }, {}, {}],
  });
  expect((await home.run(['whoami'])).stdout).toMatch(/^Actor: .*\nKnown by: /);

  const wrong = await home.run(['role', 'create', 'web-team', '--rule', 'write attr where pol = web']);
  expect([wrong.status, wrong.stdout]).toEqual([1, '']);
  expect(wrong.stderr).toContain('Line 1 of the rules is not understood at column 18: there is no word pol');
  await writeFile(home.path('web.rules'), '# the web team\nread\nwrite attr where name startswith web\n');
  expect((await home.run(['role', 'create', 'web-team', '--file', home.path('web.rules')])).stdout).toMatch(
    /^web-team \(written by .*\)\nrules:\n {2}# the web team\n {2}read\n/,
  );
  await home.run(['role', 'grant', 'web-team', 'group:web']);
  expect((await home.run(['role', 'list'])).stdout).toMatch(/^ROLE +RULES +GRANTED[^]*\nweb-team +2 +group:web /);
  const misspelt = await home.run(['role', 'show', 'web-taem']);
  expect([misspelt.status, misspelt.stderr]).toEqual([1, expect.stringContaining('did you mean web-team')]);

  const yes = await home.run(['can', 'attr', 'web1', '--as', 'group:web']);
  expect([yes.status, yes.stdout]).toEqual([0, expect.stringMatching(/attr +web1 +yes +web-team +write attr where /)]);
  const no = await home.run(['can', 'delete', 'web1', '--as', 'group:web', '--json']);
  expect([no.status, JSON.parse(no.stdout)]).toEqual([3, [expect.objectContaining({ isAllowed: false, rule: null })]]);
  expect((await home.run(['can', 'admin'])).status).toBe(0);

  const made = await home.run([
    'token',
    'create',
    '--actor',
    'ci',
    '--role',
    'web-team',
    '--scope',
    'attr',
    '--expires',
    '90d',
  ]);
  expect(made.stdout).toMatch(/^clusto_[a-z0-9]{10}_[\w-]{43}\n$/);
  const [token] = (await home.json('token', 'list')) as { id: string; state: string }[];
  expect(made.stdout).toContain(`clusto_${token?.id}_`);
  expect(made.stderr).toContain(`the token ${token?.id} of ci`);
  const next = (await home.json('token', 'rotate', token?.id ?? '', '--overlap', '1h')) as {
    id: string;
    token: string;
  };
  const unasked = await home.run(['token', 'revoke', next.id]);
  expect(unasked.status).toBe(7);
  expect((await home.run(['token', 'revoke', next.token, '--yes'])).stderr).toBe(`revoked ${next.id} of ci\n`);
});
