import { request } from 'node:http';
import { Registry } from 'prom-client';
import { afterEach, describe, expect, test } from 'vitest';
import { type Log } from '../log/log.ts';
import { type ServiceReport, type ServiceState } from '../service-report.ts';
import { isLoopback, readMonitorAddress } from './monitor-address.ts';
import { type MonitorServer, startMonitor } from './monitor-server.ts';
import { serviceMetrics } from './service-metrics.ts';

const said: string[] = [];
const log: Log = { write: (id) => said.push(id) };
let reports: ServiceReport[] = [];
const report = (state: ServiceState, reason?: string): ServiceReport => ({
  name: 'dhcpd',
  state,
  health: reason === undefined ? { status: 'ok' } : { status: 'degraded', reason },
});

let server: MonitorServer | undefined;
afterEach(async () => {
  await server?.[Symbol.asyncDispose]();
  said.length = 0;
});

async function monitor(registry = serviceMetrics(() => reports).registry): Promise<MonitorServer> {
  server = await startMonitor({ host: '127.0.0.1', port: 0 }, { registry, reports: () => reports, log });
  return server;
}

describe('the monitor', () => {
  test.each([
    ['ready', 200, 200],
    ['starting', 200, 503],
    ['draining', 200, 503],
    ['failed', 503, 503],
  ] as const)('of a service that is %s answers health with %i and readiness with %i', async (state, health, ready) => {
    reports = [report(state)];
    const { url } = await monitor();
    expect((await fetch(`${url}/healthz`)).status).toBe(health);
    const response = await fetch(`${url}/readyz`);
    expect(response.status).toBe(ready);
    expect(await response.json()).toEqual({ ok: ready === 200, services: { dhcpd: { state, health: 'ok' } } });
  });

  test('says what is wrong with a service that still answers', async () => {
    reports = [report('ready', 'The database cannot be reached.')];
    const { url } = await monitor();
    const response = await fetch(`${url}/readyz`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      services: { dhcpd: { health: 'degraded', reason: 'The database cannot be reached.' } },
    });
  });

  test('shows metrics of the process, its log and its services to Prometheus', async () => {
    reports = [report('ready', 'slow')];
    const { registry, onMessage, onDrop, onReload } = serviceMetrics(() => reports);
    onMessage('SERVICE_READY');
    onDrop();
    onReload('refused');
    const { url } = await monitor(registry);
    const response = await fetch(`${url}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect((await response.text()).split('\n')).toEqual(
      expect.arrayContaining([
        'clusto_service_state{service="dhcpd",state="ready"} 1',
        'clusto_service_state{service="dhcpd",state="failed"} 0',
        'clusto_service_degraded{service="dhcpd"} 1',
        'clusto_log_messages_total{id="SERVICE_READY"} 1',
        'clusto_log_dropped_total 1',
        'clusto_reloads_total{result="refused"} 1',
        'clusto_reloads_total{result="taken"} 0',
        expect.stringMatching(/^process_resident_memory_bytes \d+/),
      ]),
    );
  });

  test('answers nothing else', async () => {
    const { url } = await monitor();
    expect((await fetch(`${url}/`)).status).toBe(404);
    const posted = await fetch(`${url}/metrics`, { method: 'POST', body: 'x' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect((await fetch(`${url}/metrics`, { headers: { long: 'x'.repeat(8000) } })).status).toBe(431);
  });

  test('survives metrics that fail', async () => {
    const registry = new Registry();
    registry.metrics = () => Promise.reject(new Error('no'));
    const { url } = await monitor(registry);
    expect((await fetch(`${url}/metrics`)).status).toBe(500);
    expect(said).toContain('MONITOR_FAILED');
  });

  test('ends although a client holds its connection', async () => {
    const { url } = await monitor();
    const pending = request(`${url}/healthz`, { agent: false });
    const closed = new Promise((resolve) => pending.on('error', resolve));
    await new Promise((resolve) => pending.on('socket', (socket) => socket.on('connect', resolve)).flushHeaders());
    await server?.[Symbol.asyncDispose]();
    await closed;
  });

  test('says that its port is taken', async () => {
    const { url } = await monitor();
    const port = Number(new URL(url).port);
    await expect(
      startMonitor({ host: '127.0.0.1', port }, { registry: new Registry(), reports: () => [], log }),
    ).rejects.toMatchObject({
      code: 'SERVICE_SOCKET_FAILED',
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
  });

  test('warns where others reach it', async () => {
    server = await startMonitor({ host: '0.0.0.0', port: 0 }, { registry: new Registry(), reports: () => [], log });
    expect(said).toEqual(['MONITOR_READY', 'MONITOR_EXPOSED']);
  });
});

describe('the address of the monitor', () => {
  test.each([
    ['127.0.0.1:9850', { host: '127.0.0.1', port: 9850 }, true],
    ['[::1]:0', { host: '::1', port: 0 }, true],
    ['10.0.0.1:80', { host: '10.0.0.1', port: 80 }, false],
  ])('%s is read', (text, address, isLocal) => {
    expect(readMonitorAddress(text)).toEqual(address);
    expect(isLoopback(address)).toBe(isLocal);
  });

  test('may be nowhere', () => expect(readMonitorAddress('off')).toBeUndefined());

  test.each(['', '9850', ':9850', 'localhost:9850', '127.0.0.1', '127.0.0.1:65536', '::1:9850', '[127.0.0.1]:1'])(
    '%s is refused',
    (text) => expect(() => readMonitorAddress(text)).toThrow('an address and a port like 127.0.0.1:9850, or off'),
  );
});
