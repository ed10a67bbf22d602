import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { verifySignature } from './aws-signature.ts';
import { escapeXml, type FakeInstance, listOf, meetsFilters, reservationXml, stateXml } from './fake-ec2-instances.ts';

type Parameters = Readonly<Record<string, string>>;

export interface FakeRequest {
  readonly action: string;
  readonly region: string;
  readonly parameters: Parameters;
}

/** What goes wrong instead of an answer. */
export interface Fault {
  readonly action: string;
  readonly region?: string;
  readonly times: number;
  /** The code of EC2, such as `RequestLimitExceeded`. */
  readonly code?: string;
  readonly status?: number;
  readonly message?: string;
  /** The connection is cut: before the action is done, or after it. */
  readonly drop?: 'before' | 'after';
  /** There is no answer at all. */
  readonly silent?: boolean;
}

class Refusal extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

const types = new Set(['m1.small', 't3.micro', 't3.small', 'm5.large', 'x9.odd']);

/** EC2 on the loopback interface, as far as clusto uses it: its wire protocol (2016-11-15), signatures, tokens, pages. */
export class FakeEc2 implements AsyncDisposable {
  static readonly keys = { id: 'AKIAFAKE', secret: 'fake-secret' } as const;

  readonly requests: FakeRequest[] = [];
  readonly instances = new Map<string, FakeInstance>();
  readonly faults: (Fault & { times: number })[] = [];
  regions: string[] = ['us-east-1', 'eu-west-1'];
  pageSize = 1000;
  /** Requests without a signature are answered too, for the region in their header `x-bench-region`. */
  allowsUnsigned = false;
  /** Entries of the price list, as the pricing API gives them. */
  products: string[] = [];
  /** Called when a request has come, before anything is done. */
  onRequest: ((request: FakeRequest) => void) | undefined;
  /** Called when an action is done, before its answer. */
  afterAction: ((request: FakeRequest) => Promise<void> | void) | undefined;
  #launches = new Map<string, { readonly wanted: string; readonly instance: FakeInstance }>();
  #pages = new Map<string, string>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<FakeEc2> {
    const fake = new FakeEc2();
    await new Promise<void>((resolve) => void fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The settings with which clusto speaks to this one. */
  get settings(): Readonly<Record<string, unknown>> {
    return { endpoint: this.endpoint, pricingEndpoint: this.endpoint, poll: 1, attempts: 2, timeout: 2000 };
  }

  actions(): string[] {
    return this.requests.map(({ action }) => action);
  }

  live(): FakeInstance[] {
    return [...this.instances.values()].filter(({ state }) => state !== 'terminated' && state !== 'shutting-down');
  }

  /** Instances that nobody launched by the API. Pages of them are written once: for large numbers. */
  fill(region: string, count: number): void {
    for (let index = 0; index < count; index += 1) this.#create(region, { InstanceType: 't3.micro' }, 'running');
  }

  #create(region: string, parameters: Parameters, state: string): FakeInstance {
    const number = this.instances.size + 1;
    const bytes = [number >> 16, (number >> 8) & 255, number & 255].join('.');
    const tags = new Map<string, string>();
    for (let index = 1; parameters[`TagSpecification.1.Tag.${index}.Key`] !== undefined; index += 1)
      tags.set(
        parameters[`TagSpecification.1.Tag.${index}.Key`] as string,
        parameters[`TagSpecification.1.Tag.${index}.Value`] ?? '',
      );
    const instance: FakeInstance = {
      id: `i-${number.toString(16).padStart(17, '0')}`,
      region,
      zone: parameters['Placement.AvailabilityZone'] ?? `${region}a`,
      type: parameters['InstanceType'] ?? 't3.micro',
      image: parameters['ImageId'] ?? 'ami-1',
      token: parameters['ClientToken'] ?? '',
      privateIp: `10.${bytes}`,
      publicIp: `54.${bytes}`,
      parameters,
      tags,
      state,
      next: state === 'pending' ? 'running' : undefined,
    };
    this.instances.set(instance.id, instance);
    return instance;
  }

  #run(region: string, parameters: Parameters): string {
    const { ImageId = '', InstanceType = '', ClientToken = '', UserData } = parameters;
    if (!/^ami-[0-9a-f]+$/.test(ImageId)) throw new Refusal('InvalidAMIID.Malformed', `Invalid id: "${ImageId}"`);
    if (ImageId === 'ami-404') throw new Refusal('InvalidAMIID.NotFound', `The image id '[${ImageId}]' does not exist`);
    if (!types.has(InstanceType))
      throw new Refusal('InvalidParameterValue', `Invalid value '${InstanceType}' for InstanceType.`);
    if (ClientToken === '' || ClientToken.length > 64) throw new Refusal('InvalidParameterValue', 'ClientToken');
    if (UserData !== undefined && Buffer.from(UserData, 'base64').toString('base64') !== UserData)
      throw new Refusal('InvalidUserData.Malformed', 'Invalid BASE64 encoding of user data.');
    const wanted = JSON.stringify(parameters);
    const before = this.#launches.get(`${region}/${ClientToken}`);
    if (before !== undefined && before.wanted !== wanted)
      throw new Refusal('IdempotentParameterMismatch', 'Arguments on this idempotent request are inconsistent.');
    const instance = before?.instance ?? this.#create(region, parameters, 'pending');
    this.#launches.set(`${region}/${ClientToken}`, { wanted, instance });
    return reservationXml(instance);
  }

  #describe(region: string, parameters: Parameters): string {
    const from = Number(parameters['NextToken'] ?? 0);
    const isFiltered = parameters['Filter.1.Name'] !== undefined;
    const cached = `${region}/${from}`;
    const known = isFiltered ? undefined : this.#pages.get(cached);
    if (known !== undefined) return known;
    const all = [...this.instances.values()].filter((one) => one.region === region && meetsFilters(one, parameters));
    const size = Math.min(this.pageSize, Number(parameters['MaxResults'] ?? 1000));
    const page = all.slice(from, from + size).map((one) => `<item>${reservationXml(one)}</item>`);
    const isMore = from + size < all.length;
    const xml = `<reservationSet>${page.join('')}</reservationSet>${isMore ? `<nextToken>${from + size}</nextToken>` : ''}`;
    // looking at it is what makes time pass
    for (const one of all) if (one.next !== undefined) [one.state, one.next] = [one.next, undefined];
    if (!isFiltered && this.instances.size > 10_000) this.#pages.set(cached, xml);
    return xml;
  }

  #need(region: string, ids: readonly string[]): FakeInstance[] {
    return ids.map((id) => {
      const instance = this.instances.get(id);
      if (instance?.region === region) return instance;
      throw new Refusal('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
    });
  }

  #change(region: string, parameters: Parameters, state: string, next: string): string {
    const items = this.#need(region, listOf(parameters, 'InstanceId')).map((one) => {
      if (one.state === 'terminated' && next !== 'terminated')
        throw new Refusal('IncorrectInstanceState', `The instance '${one.id}' is not in a state for this.`);
      const before = one.state;
      if (before !== next) [one.state, one.next] = [state, next];
      return `<item><instanceId>${one.id}</instanceId>${stateXml('currentState', one.state)}${stateXml('previousState', before)}</item>`;
    });
    return `<instancesSet>${items.join('')}</instancesSet>`;
  }

  #perform({ action, region, parameters }: FakeRequest): string {
    switch (action) {
      case 'RunInstances':
        return this.#run(region, parameters);
      case 'DescribeInstances':
        return this.#describe(region, parameters);
      case 'DescribeRegions':
        return `<regionInfo>${this.regions.map((name) => `<item><regionName>${name}</regionName></item>`).join('')}</regionInfo>`;
      case 'DescribeAvailabilityZones':
        return `<availabilityZoneInfo>${['a', 'b'].map((zone) => `<item><zoneName>${region}${zone}</zoneName></item>`).join('')}</availabilityZoneInfo>`;
      case 'StartInstances':
        return this.#change(region, parameters, 'pending', 'running');
      case 'StopInstances':
        return this.#change(region, parameters, 'stopping', 'stopped');
      case 'TerminateInstances':
        return this.#change(region, parameters, 'shutting-down', 'terminated');
      case 'RebootInstances':
        this.#need(region, listOf(parameters, 'InstanceId'));
        return '<return>true</return>';
      case 'CreateTags':
        for (const one of this.#need(region, listOf(parameters, 'ResourceId')))
          for (let index = 1; parameters[`Tag.${index}.Key`] !== undefined; index += 1)
            one.tags.set(parameters[`Tag.${index}.Key`] as string, parameters[`Tag.${index}.Value`] ?? '');
        return '<return>true</return>';
      case 'GetConsoleOutput': {
        const [one] = this.#need(region, [parameters['InstanceId'] ?? '']);
        return `<instanceId>${one?.id}</instanceId><output>${Buffer.from('login: ').toString('base64')}</output>`;
      }
      default:
        throw new Refusal('InvalidAction', `The action ${action} is not valid for this web service.`);
    }
  }

  #faultFor({ action, region }: FakeRequest): Fault | undefined {
    const fault = this.faults.find(
      (one) => one.action === action && one.times > 0 && (one.region ?? region) === region,
    );
    if (fault) fault.times -= 1;
    return fault;
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(incoming);
    const signed = verifySignature(incoming.headers, body, (id) =>
      id === FakeEc2.keys.id ? FakeEc2.keys.secret : undefined,
    );
    const isPricing = incoming.headers['x-amz-target'] === 'AWSPriceListService.GetProducts';
    const parameters = isPricing ? {} : Object.fromEntries(new URLSearchParams(body));
    const action = isPricing ? 'GetProducts' : (parameters['Action'] ?? '');
    const region = signed?.region ?? String(incoming.headers['x-bench-region']);
    const request = { action, region, parameters };
    this.requests.push(request);
    this.onRequest?.(request);
    const refuse = ({ code, message, status }: Refusal): void => {
      response.statusCode = status;
      response.end(
        isPricing
          ? JSON.stringify({ __type: code, message })
          : `<Response><Errors><Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error></Errors><RequestID>1</RequestID></Response>`,
      );
    };
    try {
      if (signed?.service !== (isPricing ? 'pricing' : 'ec2') && !this.allowsUnsigned)
        throw new Refusal('AuthFailure', 'AWS was not able to validate the provided access credentials', 401);
      const fault = this.#faultFor(request);
      if (fault?.silent === true) return;
      if (fault?.drop === 'before') return void incoming.socket.destroy();
      if (fault?.code !== undefined) throw new Refusal(fault.code, fault.message ?? fault.code, fault.status ?? 400);
      if (isPricing) return void response.end(JSON.stringify({ FormatVersion: 'aws_v1', PriceList: this.products }));
      const answer = this.#perform(request);
      await this.afterAction?.(request);
      if (fault?.drop === 'after') return void incoming.socket.destroy();
      response.setHeader('content-type', 'text/xml;charset=UTF-8');
      response.end(
        `<?xml version="1.0" encoding="UTF-8"?>\n<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId>${answer}</${action}Response>`,
      );
    } catch (error) {
      if (error instanceof Refusal) refuse(error);
      else throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
