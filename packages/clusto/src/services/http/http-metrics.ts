import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What is measured of requests. */
export interface HttpMetrics {
  readonly begun: () => void;
  /** A request will have no answer, as its connection has ended before its turn. */
  readonly lost: () => void;
  /** @param operation the name of the endpoint, or `none` */
  readonly answered: (operation: string, status: number, seconds: number) => void;
  /** @param count how many streams of events are open now */
  readonly listening: (count: number) => void;
  /** An event was sent. */
  readonly told: () => void;
  /** A stream ended. */
  readonly left: (reason: string) => void;
  /** @param code why it was refused */
  readonly denied: (code: string) => void;
}

export function httpMetrics(registry: Registry): HttpMetrics {
  const registers = [registry];
  const seconds = new Histogram({
    name: 'clusto_http_request_duration_seconds',
    help: 'How long requests took, by operation and status.',
    labelNames: ['operation', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const open = new Gauge({
    name: 'clusto_http_requests_open',
    help: 'Requests that are being answered.',
    registers,
  });
  const listeners = new Gauge({
    name: 'clusto_http_listeners',
    help: 'Clients that are told of versions as they are committed.',
    registers,
  });
  const events = new Counter({
    name: 'clusto_http_events_total',
    help: 'Versions that were told to clients, each time one was.',
    registers,
  });
  const streams = new Counter({
    name: 'clusto_http_streams_ended_total',
    help: 'Streams of events that ended, by reason: gone, slow, shutdown, reload, lifetime, past, failed, rights.',
    labelNames: ['reason'],
    registers,
  });
  const denials = new Counter({
    name: 'clusto_http_denials_total',
    help: 'Requests that were refused because of who asked, by the code of the problem.',
    labelNames: ['code'],
    registers,
  });
  // to look up the series of labels takes as long as to count in it
  const series = new Map<string, ReturnType<typeof seconds.labels>>();
  const seriesOf = (operation: string, status: number): ReturnType<typeof seconds.labels> => {
    const key = `${operation} ${status}`;
    const known = series.get(key) ?? seconds.labels({ operation, status });
    series.set(key, known);
    return known;
  };
  return {
    listening: (count) => listeners.set(count),
    told: () => events.inc(),
    left: (reason) => streams.inc({ reason }),
    denied: (code) => denials.inc({ code }),
    begun: () => open.inc(),
    lost: () => open.dec(),
    answered: (operation, status, time) => {
      open.dec();
      seriesOf(operation, status).observe(time);
    },
  };
}
