import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What is measured of webhooks. */
export interface WebhookMetrics {
  /** @param outcome `delivered`, `refused`, `gone` or `unavailable` */
  readonly attempted: (outcome: string, seconds: number) => void;
  /** A version became a dead letter. */
  readonly givenUp: () => void;
}

/** What the service says of itself when it is asked for its metrics. */
export interface WebhookFigures {
  readonly isSending: boolean;
  readonly targets: number;
  readonly failing: number;
}

export function webhookMetrics(registry: Registry, figures: () => WebhookFigures): WebhookMetrics {
  const registers = [registry];
  const attempts = new Counter({
    name: 'clusto_webhook_attempts_total',
    help: 'Requests to webhooks, by what became of them: delivered, refused, gone, unavailable.',
    labelNames: ['outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'clusto_webhook_attempt_duration_seconds',
    help: 'How long requests to webhooks took.',
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60],
    registers,
  });
  const letters = new Counter({
    name: 'clusto_webhook_dead_letters_total',
    help: 'Versions that a webhook was not told of in the end.',
    registers,
  });
  const gauge = (name: string, help: string, figure: () => number): void => {
    const made: Gauge = new Gauge({ name, help, registers, collect: () => made.set(figure()) });
  };
  gauge('clusto_webhooks_sending', '1 if this process is the one that sends.', () => Number(figures().isSending));
  gauge('clusto_webhooks_active', 'Webhooks that this process sends to.', () => figures().targets);
  gauge('clusto_webhooks_failing', 'Those that do not take what comes next.', () => figures().failing);
  return {
    attempted: (outcome, time) => {
      attempts.inc({ outcome });
      seconds.observe(time);
    },
    givenUp: () => letters.inc(),
  };
}
