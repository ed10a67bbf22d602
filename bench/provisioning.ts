import type { Clusto } from 'clusto';
import {
  BasicNetworkSwitch,
  BasicPowerStrip,
  BasicRack,
  IPManager,
  PenguinServer,
  Pool,
  SimpleEntityNameManager,
} from 'clusto/drivers';

const serversInRack = 24;

/** Sets up servers as an engineer would: each one a name, a rack unit, two cables, an address, five facts, a MAC, a pool. */
export class Provisioning {
  readonly #clusto: Clusto;
  readonly #names: SimpleEntityNameManager;
  readonly #subnet: IPManager;
  #pool: Pool;
  #rack!: BasicRack;
  #switch!: BasicNetworkSwitch;
  #strip!: BasicPowerStrip;
  #count = 0;

  private constructor(clusto: Clusto, names: SimpleEntityNameManager, subnet: IPManager, pool: Pool) {
    this.#clusto = clusto;
    this.#names = names;
    this.#subnet = subnet;
    this.#pool = pool;
  }

  static async begin(clusto: Clusto): Promise<Provisioning> {
    const names = await clusto.create(SimpleEntityNameManager, 'names', { basename: 's', digits: 6 });
    const subnet = await clusto.create(IPManager, 'subnet', { baseip: '10.0.0.0', netmask: '255.0.0.0' });
    return new Provisioning(clusto, names, subnet, await clusto.create(Pool, 'production'));
  }

  /** A rack with its gear when the present one is full; not part of what is measured. */
  async #makeRoom(): Promise<void> {
    if (this.#count % serversInRack !== 0) return;
    const name = `rack${this.#count / serversInRack}`;
    await this.#clusto.transaction(async () => {
      this.#rack = await this.#clusto.create(BasicRack, name);
      this.#switch = await this.#clusto.create(BasicNetworkSwitch, `${name}-sw1`);
      this.#strip = await this.#clusto.create(BasicPowerStrip, `${name}-pwr1`);
    });
  }

  /** @returns how long the transaction took, in microseconds */
  async next(): Promise<number> {
    await this.#makeRoom();
    const place = (this.#count % serversInRack) + 1;
    const mac = `02:00:${this.#count
      .toString(16)
      .padStart(8, '0')
      .replace(/(..)(?=.)/g, '$1:')}`;
    this.#count += 1;
    const start = performance.now();
    await this.#clusto.transaction(async () => {
      const server = await this.#names.allocate(PenguinServer);
      await this.#rack.insert(server, place);
      await server.connectPorts('nic-eth', 1, this.#switch, place);
      await server.connectPorts('pwr-nema-5', 1, this.#strip, place);
      await server.addIp({ ipman: this.#subnet });
      await server.setAttr({ key: 'system', subkey: 'memory', value: 16_384 });
      await server.setAttr({ key: 'system', subkey: 'disk', value: 500 });
      await server.setAttr({ key: 'system', subkey: 'cpucount', value: 8 });
      await server.setAttr({ key: 'system', subkey: 'serial', value: `serial-${this.#count}` });
      await server.setAttr({ key: 'owner', value: 'operations' });
      await server.setPortAttr('nic-eth', 1, 'mac', mac);
      await this.#pool.insert(server);
    });
    return (performance.now() - start) * 1000;
  }
}
