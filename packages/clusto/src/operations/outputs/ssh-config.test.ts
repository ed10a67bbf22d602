import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { openOutputSite, type OutputSite, textOf } from '../../../../../tests/support/output-site.ts';
import { PenguinServer } from '../../drivers/devices/penguin-server.ts';
import { sshConfig } from './ssh-config.ts';

describe.each(databases.slice(0, 1))('a configuration for ssh on $name', (kind) => {
  let site: OutputSite;
  beforeAll(async () => {
    site = await openOutputSite(kind);
  });
  afterAll(() => site[Symbol.asyncDispose]());

  test('has each host under its names, with what it is in says', async () => {
    const output = await sshConfig(site.clusto);
    expect(textOf(output)).toBe(
      [
        'Host db_1\n    HostName 10.0.0.20\n',
        'Host web1 web1.example.com www.example.com\n    HostName 10.0.0.11\n    User root\n',
        'Host web2 front.example.com web2.example.com\n    HostName 10.0.0.12\n    User deploy\n\n',
      ].join('\n'),
    );
    expect(output.skipped).toEqual([{ reason: 'no address', things: ['sw1'] }]);
  });

  test('takes no name that is a pattern, no value that ssh refuses, and no option that runs a command', async () => {
    const { clusto } = site;
    await clusto.transaction(async () => {
      const star = await clusto.create(PenguinServer, 'web*');
      await star.addIp('10.0.0.30');
      const web1 = await clusto.getByName('web1');
      const values = {
        user: 'a "b\\ #c',
        port: 70_000,
        proxyjump: 'x -oProxyCommand=id',
        identityfile: '~/.ssh/a\nProxyCommand id',
        hostkeyalias: 'web1.lan',
        proxycommand: 'id',
      };
      for (const [subkey, value] of Object.entries(values)) await web1.setAttr({ key: 'ssh', subkey, value });
    });
    const output = await sshConfig(clusto, { query: 'name startswith web and name != web2' });
    expect(textOf(output)).toBe(
      [
        'Host web1 web1.example.com www.example.com',
        '    HostName 10.0.0.11',
        '    User "a \\"b\\\\ #c"',
        '    HostKeyAlias web1.lan\n\n',
      ].join('\n'),
    );
    expect(output.skipped).toEqual([
      { reason: 'a name that is a pattern to ssh', things: ['web*'] },
      {
        reason: 'a value that ssh does not take',
        things: ['web1 (ssh.port)', 'web1 (ssh.proxyjump)', 'web1 (ssh.identityfile)'],
      },
    ]);
  });
});
