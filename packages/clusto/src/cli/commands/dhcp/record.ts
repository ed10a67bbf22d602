import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { show } from '../../../base/errors.ts';
import { readDuration } from '../../../operations/read-duration.ts';
import { interruptible } from '../../interruptible.ts';
import { type GlobalOptions } from '../../options.ts';
import { note, printJson } from '../../print.ts';
import { readCount } from '../../version-options.ts';
import { withInventory } from '../../with-inventory.ts';

interface RecordOptions extends GlobalOptions {
  readonly count?: number;
  readonly for?: number;
  readonly listen?: readonly string[];
}

const examples = `
Examples:
  clusto dhcp record requests.jsonl --for 1h
  clusto dhcp record requests.jsonl --listen 10.0.0.2 --count 1000

Nothing is answered: another server does that, which sends its broadcasts here as well, or whose relays do. A running
\`clusto dhcpd\` keeps what it is asked itself: dhcpd.record in its configuration names the file.`;

async function recordAction(name: string, _options: unknown, command: Command): Promise<void> {
  const { count, for: duration, listen, json, ...options } = command.optsWithGlobals<RecordOptions>();
  const file = resolve(name);
  const { dhcpdSettings } = await import('../../../services/dhcp/dhcpd-settings.ts');
  const settings = await withInventory(options, async (clusto) =>
    dhcpdSettings({ ...clusto.settings('dhcpd'), ...(listen === undefined ? {} : { listen }), record: file }),
  );
  const { recordRequests } = await import('../../../services/dhcp/record-requests.ts');
  const done = await interruptible({ outcome: null }, (interrupted) =>
    recordRequests({
      settings,
      record: settings.record ?? { file, size: Infinity },
      count,
      signal: duration === undefined ? interrupted : AbortSignal.any([interrupted, AbortSignal.timeout(duration)]),
      onLoss: (reason) => note(`warning: requests were not kept: ${show(reason)}`),
      onListening: () => note(`requests are kept in ${file}, until Ctrl-C`),
    }),
  );
  if (json === true) printJson({ file, ...done });
  else note(`${done.requests} requests kept, ${done.others} other packets left out`);
}

export function dhcpRecordCommand(): Command {
  return new Command('record')
    .description('Keeps the requests of DHCP clients in a file, for `clusto dhcp replay`, and answers none of them.')
    .argument('<file>', 'where to; what is there stays, and only its owner can read it')
    .addOption(new Option('--count <count>', 'end after so many requests').argParser(readCount))
    .addOption(
      new Option('--for <duration>', 'end after so long: 10m, 2h').argParser((text) =>
        readDuration('the time to record', text),
      ),
    )
    .option('--listen <address...>', 'addresses of this machine; without them those of dhcpd.listen')
    .addHelpText('after', examples)
    .action(recordAction);
}
