/** An instance of the fake; changing one is allowed to tests. */
export interface FakeInstance {
  readonly id: string;
  readonly region: string;
  readonly zone: string;
  readonly type: string;
  readonly image: string;
  readonly token: string;
  readonly privateIp: string;
  readonly publicIp: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Map<string, string>;
  state: string;
  /** What it becomes by the next look at it. */
  next?: string | undefined;
}

const codes: Readonly<Record<string, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export const escapeXml = (text: string): string =>
  text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);

export const stateXml = (name: string, state: string): string =>
  `<${name}><code>${codes[state]}</code><name>${state}</name></${name}>`;

/** An instance as the EC2 API writes it. */
export function instanceXml(one: FakeInstance): string {
  const tags = [...one.tags].map(
    ([key, value]) => `<item><key>${escapeXml(key)}</key><value>${escapeXml(value)}</value></item>`,
  );
  const addresses =
    one.state === 'running'
      ? `<privateIpAddress>${one.privateIp}</privateIpAddress><ipAddress>${one.publicIp}</ipAddress>`
      : '';
  return (
    `<item><instanceId>${one.id}</instanceId><imageId>${one.image}</imageId>${stateXml('instanceState', one.state)}` +
    `<privateDnsName>${one.id}.internal</privateDnsName><reason/><amiLaunchIndex>0</amiLaunchIndex>` +
    `<instanceType>${one.type}</instanceType><launchTime>2026-01-01T00:00:00.000Z</launchTime>` +
    `<placement><availabilityZone>${one.zone}</availabilityZone><tenancy>default</tenancy></placement>${addresses}` +
    `<clientToken>${escapeXml(one.token)}</clientToken><tagSet>${tags.join('')}</tagSet></item>`
  );
}

export const reservationXml = (one: FakeInstance): string =>
  `<reservationId>r-${one.id.slice(2)}</reservationId><ownerId>000000000000</ownerId><groupSet/>` +
  `<instancesSet>${instanceXml(one)}</instancesSet>`;

/** The values of a filter or a list parameter: `Filter.1.Value.1`, `Filter.1.Value.2`, … */
export function listOf(parameters: Readonly<Record<string, string>>, prefix: string): string[] {
  const found: string[] = [];
  for (let index = 1; parameters[`${prefix}.${index}`] !== undefined; index += 1)
    found.push(parameters[`${prefix}.${index}`] as string);
  return found;
}

const matches = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(text);

/** Whether an instance meets all filters of a request. */
export function meetsFilters(one: FakeInstance, parameters: Readonly<Record<string, string>>): boolean {
  for (let index = 1; ; index += 1) {
    const name = parameters[`Filter.${index}.Name`];
    if (name === undefined) return true;
    const known: Readonly<Record<string, string | undefined>> = {
      'instance-id': one.id,
      'instance-state-name': one.state,
      'client-token': one.token,
      'instance-type': one.type,
      'availability-zone': one.zone,
    };
    const value = name.startsWith('tag:') ? one.tags.get(name.slice(4)) : known[name];
    const wanted = listOf(parameters, `Filter.${index}.Value`);
    if (value === undefined || !wanted.some((pattern) => matches(pattern, value))) return false;
  }
}
