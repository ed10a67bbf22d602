import { BasicZone } from '../../locations/basic-zone.ts';

/** An availability zone of EC2. What is in it inherits the attribute aws.ec2_placement, at first its name. */
export class EC2Zone extends BasicZone {
  static override readonly driverName: string = 'ec2zone';

  override async created(): Promise<void> {
    await super.created();
    await this.setAttr({ key: 'aws', subkey: 'ec2_placement', value: this.name });
  }
}
