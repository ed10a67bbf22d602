import { BasicDatacenter } from '../../locations/basic-datacenter.ts';

/** A region of EC2. What is in it inherits the attribute aws.ec2_region, at first its name. */
export class EC2Region extends BasicDatacenter {
  static override readonly driverName: string = 'ec2region';

  override async created(): Promise<void> {
    await super.created();
    await this.setAttr({ key: 'aws', subkey: 'ec2_region', value: this.name });
  }
}
