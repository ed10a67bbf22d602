import { Command } from 'commander';
import { failure } from '../../base/errors.ts';
import { type Finding } from '../../operations/check-inventory.ts';
import { call } from '../../operations/verbs/call.ts';
import { connect } from '../connect.ts';
import { type Examination, examineSetup, findingOf } from '../examine-setup.ts';
import { type GlobalOptions } from '../options.ts';
import { note, print, printJson } from '../print.ts';
import { slowProgress } from '../slow-progress.ts';

interface DoctorOptions extends GlobalOptions {
  readonly fix?: boolean;
}

async function examine(options: DoctorOptions): Promise<Examination> {
  const { config, findings, unseen } = await examineSetup(options);
  if (config === undefined) return { configuration: null, dsn: null, findings, unseen };
  const configuration = config.file ?? null;
  try {
    using progress = slowProgress();
    await using clusto = await connect({
      dsn: options.dsn,
      config: options.config,
      source: 'cli',
      create: false,
      server: true,
    });
    const found = await call(clusto, options.fix === true ? 'mendInventory' : 'checkInventory', { progress });
    return { configuration, dsn: clusto.dsn, findings: [...findings, ...found], unseen };
  } catch (error) {
    return { configuration, dsn: null, findings: [...findings, findingOf(error)], unseen };
  }
}

function asText({ code, message, examples, advice }: Finding): string {
  return [`${message} [${code}]`, ...examples.map((example) => `  - ${example}`), `  ${advice}`].join('\n');
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'Looks whether all is well: the configuration, the key of secrets, plug-ins, the database, and every rule that holds in the ' +
        'inventory, checked again. Through a server, which has to be administered for that, it looks at what is there. Each finding comes with what can be done. It changes nothing without --fix.',
    )
    .option('--fix', 'compute again what is kept beside the allocations: which places are taken, and the sums of loads')
    .addHelpText(
      'after',
      '\nExamples:\n  clusto doctor\n  clusto doctor --json --dsn postgres://clusto@db.example.com/clusto',
    )
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<DoctorOptions>();
      const examination = await examine(options);
      const { configuration, dsn, findings, unseen } = examination;
      if (options.json === true) printJson(examination);
      else {
        note(`configuration: ${configuration ?? 'no file'}\ndatabase: ${dsn ?? 'not looked at'}`);
        if (unseen.length > 0) note(`not looked at, since the inventory is at a server: ${unseen.join(', ')}`);
        print(findings.length === 0 ? 'All is well.' : findings.map(asText).join('\n\n'));
      }
      if (findings.length > 0) throw failure('DOCTOR_FINDINGS', { count: findings.length });
    });
}
