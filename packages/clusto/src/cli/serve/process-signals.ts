/** What a process is asked to do by signals. */
export interface ProcessSignals extends Disposable {
  /** What is asked next: `stop` counts more than `reload`, and several wishes for a reload are one. */
  next(): Promise<'stop' | 'reload'>;
  /** Resolves when the process is asked to end. */
  readonly stop: Promise<'stop'>;
}

/**
 * Listens to SIGTERM and SIGINT (stop) and SIGHUP (reload).
 * @param onSecondStop is called when the process is asked to end once more
 */
export function processSignals(onSecondStop: () => void): ProcessSignals {
  const stop = Promise.withResolvers<'stop'>();
  let reload = Promise.withResolvers<'reload'>();
  let isStopping = false;
  const onStop = (): void => {
    if (isStopping) onSecondStop();
    isStopping = true;
    stop.resolve('stop');
  };
  const handlers = { SIGTERM: onStop, SIGINT: onStop, SIGHUP: () => reload.resolve('reload') } as const;
  for (const [name, handler] of Object.entries(handlers)) process.on(name, handler);
  // waiting for a signal alone does not keep a process
  const alive = setInterval(() => {}, 60_000);
  return {
    stop: stop.promise,
    next: async () => {
      const asked = await Promise.race([stop.promise, reload.promise]);
      if (asked === 'reload') reload = Promise.withResolvers();
      return asked;
    },
    [Symbol.dispose]: () => {
      clearInterval(alive);
      for (const [name, handler] of Object.entries(handlers)) process.off(name, handler);
    },
  };
}
