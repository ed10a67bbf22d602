import { describe, expect, test } from 'vitest';
import { programFor } from '../../packages/clusto/src/cli/program.ts';
import { commands } from '../../packages/clusto/src/cli/commands/commands.ts';
import { builtInServices } from '../../packages/clusto/src/services/built-in-services.ts';
import { inheritedSockets } from '../../packages/clusto/src/services/sockets/inherited-sockets.ts';
import { unitFiles } from '../support/unit-file.ts';

const services = unitFiles.filter(({ name }) => name.endsWith('.service'));
const sockets = unitFiles.filter(({ name }) => name.endsWith('.socket'));

test('there is a unit for all services in one process, and one for each alone', () => {
  const names = ['clusto', ...Object.keys(builtInServices).map((name) => `clusto-${name}`)];
  expect(services.map(({ name }) => name.replace('.service', '')).sort()).toEqual(names.sort());
});

describe.each(services)('$name', ({ values }) => {
  test('starts a command that there is, with options that it has', async () => {
    const [program, command = '', ...options] = values('Service.ExecStart')[0]?.split(' ') ?? [];
    expect(program).toBe('clusto');
    expect(Object.keys(commands)).toContain(command);
    const known = (await programFor([command])).commands.find((one) => one.name() === command);
    const long = options.filter((option) => option.startsWith('--'));
    expect(known?.options.map((option) => option.long)).toEqual(expect.arrayContaining(long));
  });

  test('lets the service speak to systemd, and reload', () => {
    expect([...values('Service.Type'), ...values('Service.NotifyAccess')]).toEqual(['notify', 'all']);
    expect(values('Service.ExecReload')).toEqual(['/bin/kill -HUP $MAINPID']);
    expect(values('Service.RestrictAddressFamilies')[0]).toContain('AF_UNIX');
  });

  test('gives the service no more than it needs', () => {
    for (const setting of ['DynamicUser', 'NoNewPrivileges', 'ProtectHome', 'PrivateDevices', 'RestrictNamespaces'])
      expect(values(`Service.${setting}`), setting).toEqual(['yes']);
    expect(values('Service.ProtectSystem')).toEqual(['strict']);
    expect(values('Service.CapabilityBoundingSet')).toEqual(['CAP_NET_BIND_SERVICE']);
    expect(values('Service.SystemCallFilter')).toEqual(['@system-service']);
  });
});

test('units of one machine do not serve metrics at the same port', () => {
  const ports = services.map(({ text }) => /--monitor (\S+)/.exec(text)?.[1] ?? '127.0.0.1:9850');
  expect(new Set(ports).size).toBe(ports.length);
});

test.each(sockets)('$name is for a service that there is, under a name that it looks for', ({ values }) => {
  const [unit] = values('Socket.Service');
  expect(services.map(({ name }) => name)).toContain(unit);
  const environment = { LISTEN_PID: '1', LISTEN_FDS: '1', LISTEN_FDNAMES: values('Socket.FileDescriptorName')[0] };
  const suffix = values('Socket.BindIPv6Only')[0] === 'ipv6-only' ? '-v6' : '';
  const [device] = values('Socket.BindToDevice');
  expect(inheritedSockets(environment, 1)).toMatchObject([
    {
      service: unit?.replace(/^clusto-|\.service$/g, ''),
      name: device === undefined ? expect.stringMatching(/./) : `${device}${suffix}`,
    },
  ]);
});
