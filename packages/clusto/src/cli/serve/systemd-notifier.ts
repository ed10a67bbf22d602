import { runProgram } from '../../providers/run-program.ts';
import { type Log } from '../../services/log/log.ts';
import { type Environment } from '../xdg-folders.ts';

/** Tells systemd how the process is, by the protocol of sd_notify(3); nothing where systemd does not ask for it. */
export interface SystemdNotifier extends Disposable {
  ready(): Promise<void>;
  reloading(): Promise<void>;
  stopping(): Promise<void>;
}

/** How long `systemd-notify` may take, in milliseconds; it waits until systemd has read. */
const patience = 10_000;

/** Microseconds of CLOCK_MONOTONIC, from which systemd tells one reload from another. */
const monotonic = (): bigint => process.hrtime.bigint() / 1000n;

/**
 * A notifier for this process. Node has no datagram sockets of the Unix family, so the program `systemd-notify` sends; the
 * unit needs `NotifyAccess=all`.
 * @param environment `NOTIFY_SOCKET`, and `WATCHDOG_USEC`: as long as it lasts, it says twice in that time that the process runs
 */
export function systemdNotifier(environment: Environment, log: Log): SystemdNotifier {
  const isAsked = Boolean(environment['NOTIFY_SOCKET']);
  const tell = async (...state: readonly string[]): Promise<void> => {
    if (!isAsked) return;
    const failed = (reason: unknown): void => log.write('NOTIFY_FAILED', { what: state[0], reason });
    try {
      const { status, stderr } = await runProgram('systemd-notify', state, { timeout: patience });
      if (status !== 0) failed(stderr.trim() || `exit status ${status}`);
    } catch (error) {
      failed(error);
    }
  };
  const isForUs = [undefined, String(process.pid)].includes(environment['WATCHDOG_PID']);
  const microseconds = isForUs ? Number(environment['WATCHDOG_USEC'] ?? 0) : 0;
  const watchdog = microseconds > 0 ? setInterval(() => void tell('WATCHDOG=1'), microseconds / 2000) : undefined;
  return {
    ready: () => tell('READY=1'),
    reloading: () => tell('RELOADING=1', `MONOTONIC_USEC=${monotonic()}`),
    stopping: () => tell('STOPPING=1'),
    [Symbol.dispose]: () => clearInterval(watchdog),
  };
}
