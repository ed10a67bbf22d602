// Remote hands: the built-in EquinixDatacenter with a method that opens a ticket with the provider, by mail.
import { EquinixDatacenter as BuiltIn } from 'clusto/drivers';
import { sendMail } from 'clusto/plugin';

/** What is left out comes from the section [plugin.remotehands] of the configuration. */
export interface RemoteHandsOptions {
  readonly priority?: string;
  readonly mailFrom?: string;
  readonly mailTo?: string;
}

/** It takes over the driver name of the class that it extends, so datacenters that exist have the method too. */
export class EquinixDatacenter extends BuiltIn {
  static override readonly driverName: string = 'equinixdatacenter';

  /**
   * Asks the people on site to do something. Returns when the mail server has taken the mail.
   * @throws MAIL_FAILED
   */
  async remoteHands(message: string, options: RemoteHandsOptions = {}): Promise<void> {
    const { priority = 'low', mailFrom, mailTo } = options;
    const { from, to } = this.inventory.settings('plugin.remotehands') as { from?: string; to?: string };
    await sendMail(this.inventory.settings('mail'), {
      from: mailFrom ?? from ?? 'clusto@example.com',
      to: mailTo ?? to ?? 'remotehands@datacenter.net',
      subject: `Remote hands request: ${priority} priority`,
      text: message,
    });
  }
}
