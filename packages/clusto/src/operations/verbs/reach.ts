import type { StepOptions } from '../../drivers/machines/virtual-machine.ts';

/** How work outside is followed and stopped. Of this a server is told only how long it may take: it has a signal of its own. */
export interface Reach {
  /** Told before each step what is worked on, and what is done; only where the work is done here. */
  readonly onStep?: ((thing: string, step: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** In seconds. Where the work is done here, the signal counts alone. */
  readonly timeout?: number | undefined;
}

/** The same for work on one thing. */
export function stepsOf({ onStep, signal }: Reach, thing: string): StepOptions {
  return { signal, onStep: (step) => onStep?.(thing, step) };
}

/** What a verb is given at a server: the signal of the request, and the time that was told. */
export function reachAt(signal: AbortSignal, told: unknown): Reach {
  const { timeout } = (told ?? {}) as { readonly timeout?: unknown };
  if (timeout === undefined) return { signal };
  return { signal: AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(Number(timeout) * 1000))]) };
}
