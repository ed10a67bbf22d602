/**
 * The one list of what services say: a stable id, how much it matters, the sentence with its `{placeholders}`, and what it
 * means to an operator. `docs/reference/log-messages.md` is generated from it. What is filled in is part of the line as well,
 * so nothing secret may have a placeholder.
 */
export const logMessages = {
  // ---- all services
  SERVICE_STARTING: ['info', 'The service {name} starts.', 'It has its configuration, and opens its sockets.'],
  SERVICE_READY: ['info', 'The service {name} is ready.', 'From now on it does its work.'],
  SERVICE_FAILED: [
    'error',
    'The service {name} failed: {reason}',
    'It could not start, or could not go on. All services of the process are stopped, and it ends with a status that is not 0.',
  ],
  SERVICE_DRAINING: [
    'info',
    'The service {name} takes no new work.',
    'The process was asked to end (SIGTERM, SIGINT). What is under way is finished first.',
  ],
  SERVICE_DRAIN_TIMEOUT: [
    'warn',
    'The service {name} did not finish its work within {milliseconds} ms.',
    'What was under way is given up. `serve.drainTimeout` says how long it may take.',
  ],
  SERVICE_STOPPED: ['info', 'The service {name} has stopped.', 'Its sockets are closed.'],
  SERVICE_STOP_FAILED: [
    'warn',
    'The service {name} did not stop cleanly: {reason}',
    'The process ends all the same, and with it what was left open.',
  ],
  SERVICE_PLUGIN_FAILED: [
    'warn',
    '{reason}',
    'A plug-in failed at the start: the services run without it. A reload after it was corrected brings it in.',
  ],
  SERVICES_RELOADED: [
    'info',
    'Configuration and plug-ins were read again.',
    'All services go on with what is written there now.',
  ],
  SERVICES_RELOAD_REFUSED: [
    'error',
    'The old configuration goes on: {reason}',
    'SIGHUP asked for a reload, and something in the configuration, a plug-in or the database is not usable. Nothing has changed; correct it and reload again.',
  ],
  SERVICES_INTERRUPTED: [
    'warn',
    'The process ends at once, as it was asked to a second time.',
    'A second SIGTERM or SIGINT does not wait for what is under way.',
  ],
  MONITOR_READY: [
    'info',
    'Metrics and health are at {address}.',
    'Prometheus reads `/metrics` there; `/healthz` and `/readyz` say how the services are.',
  ],
  MONITOR_EXPOSED: [
    'warn',
    'Metrics and health can be read by other machines at {address}.',
    'There is no login: whoever reaches the port reads them. An address of this machine alone, such as 127.0.0.1, is the default of `serve.monitor`.',
  ],
  MONITOR_FAILED: [
    'error',
    'Metrics could not be read: {reason}',
    'The request was answered with status 500. This is a mistake of clusto.',
  ],
  NOTIFY_FAILED: [
    'warn',
    'systemd could not be told {what}: {reason}',
    'The program `systemd-notify` is missing or failed. With `Type=notify` systemd then takes the service for one that hangs.',
  ],
  LOG_SUPPRESSED: [
    'warn',
    '{suppressed} happened {count} more times within {seconds} s.',
    'A message that comes in floods is written a few times and then counted.',
  ],
} as const satisfies Readonly<
  Record<string, readonly [level: 'debug' | 'info' | 'warn' | 'error', sentence: string, explanation: string]>
>;

export type LogMessages = typeof logMessages;
export type LogId = keyof LogMessages;
