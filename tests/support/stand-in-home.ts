import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'clusto';
import { CliHome } from './run-cli.ts';
import { StandInHypervisor } from './stand-in-hypervisor.ts';
import { fillStandInSite } from './stand-in-inventory.ts';
import { StandInMachine, StandInManager } from './stand-in-machine.ts';

/** A home of the command line, with a plug-in for hypervisors that stand in for real ones, and two of them. */
export interface StandInHome extends AsyncDisposable {
  readonly home: CliHome;
  hypervisor(host: string): StandInHypervisor;
  /** Everything that is on the hypervisors. */
  outside(): string[];
}

/** @param dsn where the inventory is; else the usual place. @param vm lines of the section `[vm]` */
export async function createStandInHome(dsn?: string, vm = ''): Promise<StandInHome> {
  const home = await CliHome.create();
  const folder = home.path('hypervisors');
  const config = home.path('.config/clusto');
  await mkdir(join(config, 'drivers'), { recursive: true });
  const address = dsn ?? `sqlite:${home.path('inventory.db')}`;
  await writeFile(
    join(config, 'clusto.toml'),
    `dsn = "${address}"\ndurability = "off"\n[plugin.standin]\nfolder = "${folder}"\n[vm]\n${vm}\n`,
  );
  const source = join(import.meta.dirname, 'stand-in-machine.ts');
  await writeFile(join(config, 'drivers/standin.ts'), `export { StandInMachine, StandInManager } from '${source}';\n`);
  const drivers = [StandInMachine, StandInManager];
  await using clusto = await connect({ dsn: address, drivers, plugins: [], durability: 'off' });
  await fillStandInSite(clusto);
  const hypervisor = (host: string): StandInHypervisor => new StandInHypervisor(folder, host);
  return {
    home,
    hypervisor,
    outside: () =>
      ['h1', 'h2'].flatMap((host) =>
        [...hypervisor(host).domains(), ...Object.keys(hypervisor(host).volumes())].map((name) => `${host}/${name}`),
      ),
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  };
}
