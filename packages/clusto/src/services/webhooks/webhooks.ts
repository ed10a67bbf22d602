import { setTimeout as sleep } from 'node:timers/promises';
import { webhookSettings } from '../../operations/webhooks/webhook-settings.ts';
import { type Service, type ServiceContext, type ServiceHealth } from '../service.ts';
import { WebhookDispatcher } from './webhook-dispatcher.ts';
import { type WebhookMetrics, webhookMetrics } from './webhook-metrics.ts';
import { type Wait } from './webhook-target.ts';

/** How often it is looked at what targets there are, in milliseconds. */
const lookEvery = 2000;

const wait: Wait = async (milliseconds, signal) => {
  // a timer holds no more than 2^31 ms, and whoever waits looks at the clock again
  await sleep(Math.min(milliseconds, 86_400_000), undefined, { signal, ref: false }).catch(() => undefined);
};

/** Tells other programs of versions: a consumer of the feed for each target that is stored. */
export class Webhooks implements Service {
  readonly name = 'webhooks';
  #metrics: WebhookMetrics | undefined;
  #dispatcher: WebhookDispatcher | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @throws ARGUMENT_INVALID, IP_INVALID, NETMASK_INVALID, HOST_BITS */
  async start(context: ServiceContext): Promise<void> {
    this.#metrics = webhookMetrics(context.metrics, () => {
      const targets = this.#dispatcher?.targets ?? [];
      const failing = targets.filter(({ isFailing }) => isFailing).length;
      return { isSending: this.#dispatcher?.isSending ?? false, targets: targets.length, failing };
    });
    await this.reload(context);
    this.#timer = setInterval(() => void this.#dispatcher?.tick(), lookEvery);
  }

  /** @throws as `start` */
  async reload({ inventory, log }: ServiceContext): Promise<void> {
    const settings = webhookSettings(inventory);
    const metrics = this.#metrics as WebhookMetrics;
    await this.#dispatcher?.stop();
    this.#dispatcher = new WebhookDispatcher({ inventory, settings, log, metrics, wait });
    await this.#dispatcher.tick();
  }

  /** Lets the requests end that are under way. */
  async drain(): Promise<void> {
    clearInterval(this.#timer);
    await this.#dispatcher?.stop();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#dispatcher?.cut();
    await this.#dispatcher?.stop();
  }

  health(): ServiceHealth {
    const reason = this.#dispatcher?.lastFailure;
    return reason === undefined ? { status: 'ok' } : { status: 'degraded', reason };
  }
}
