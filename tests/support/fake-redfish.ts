import { randomUUID, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** Made out to `localhost`, and signed by itself as those of management controllers are. */
const [certificateFile, keyFile] = ['cert', 'key'].map((part) =>
  join(import.meta.dirname, `../examples/self-signed.${part}.pem`),
) as [string, string];

export const redfishUser = { user: 'root', password: 'calvin' };

export interface FakeRedfishOptions {
  readonly state?: 'On' | 'Off';
  readonly resets?: readonly string[];
  /** Tells the kinds of reset in a resource of their own. */
  readonly hasActionInfo?: boolean;
  readonly systems?: readonly string[];
  /** Answers a reset with this error, as `Base.1.8.ID`. */
  readonly refusal?: { readonly status: number; readonly id: string; readonly message: string };
  /** Takes resets, and stays as it is. */
  readonly isStuck?: boolean;
  /** Where it says that its systems are. */
  readonly systemsPath?: string;
}

/** A Redfish service over real HTTPS, which notes what it is sent. */
export interface FakeRedfish extends AsyncDisposable {
  readonly url: string;
  readonly fingerprint: string;
  readonly certificate: string;
  /** `POST /redfish/v1/… {"ResetType":"On"}`; passwords are left out. */
  readonly requests: string[];
  /** How many sessions are open. */
  sessions(): number;
}

const systemsPath = '/redfish/v1/Systems';
const sessionsPath = '/redfish/v1/SessionService/Sessions';

export async function startFakeRedfish(options: FakeRedfishOptions = {}): Promise<FakeRedfish> {
  const { systems = ['1'], resets = ['On', 'ForceOff', 'GracefulShutdown', 'ForceRestart', 'PowerCycle'] } = options;
  let state = options.state ?? 'On';
  const requests: string[] = [];
  const tokens = new Map<string, string>();
  const answer = (response: ServerResponse, status: number, body: unknown, headers = {}): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
  const refuse = (response: ServerResponse, status: number, id: string, message: string): void => {
    const info = [{ MessageId: `Base.1.8.${id}`, Message: message }];
    answer(response, status, {
      error: { code: 'Base.1.8.GeneralError', message: 'See the messages.', '@Message.ExtendedInfo': info },
    });
  };
  const isKnown = ({ headers }: IncomingMessage): boolean => {
    const basic = `Basic ${Buffer.from(`${redfishUser.user}:${redfishUser.password}`).toString('base64')}`;
    return headers.authorization === basic || [...tokens.values()].includes(String(headers['x-auth-token']));
  };
  const system = (path: string): unknown => {
    const target = `${path}/Actions/ComputerSystem.Reset`;
    const offered =
      options.hasActionInfo === true
        ? { '@Redfish.ActionInfo': `${path}/ResetActionInfo` }
        : { 'ResetType@Redfish.AllowableValues': resets };
    return { '@odata.id': path, PowerState: state, Actions: { '#ComputerSystem.Reset': { target, ...offered } } };
  };
  const handle = (request: IncomingMessage, response: ServerResponse, body: string): void => {
    const { method = '', url = '' } = request;
    const path = url.replace(/\/$/, '');
    const shown = path === sessionsPath ? '' : body;
    requests.push(`${method} ${path} ${shown}`.trimEnd());
    if (path === '/redfish/v1')
      return answer(response, 200, { Systems: { '@odata.id': options.systemsPath ?? systemsPath } });
    if (method === 'POST' && path === sessionsPath) {
      const { UserName, Password } = JSON.parse(body) as Record<string, unknown>;
      if (UserName !== redfishUser.user || Password !== redfishUser.password)
        return refuse(response, 401, 'ResourceAtUriUnauthorized', 'The user or the password is wrong.');
      const [id, token] = [randomUUID(), randomUUID()];
      tokens.set(id, token);
      return answer(response, 201, {}, { 'x-auth-token': token, location: `${sessionsPath}/${id}` });
    }
    if (!isKnown(request)) return refuse(response, 401, 'NoValidSession', 'There is no valid session.');
    if (method === 'DELETE') {
      tokens.delete(path.split('/').at(-1) ?? '');
      return void response.writeHead(204).end();
    }
    if (path === systemsPath)
      return answer(response, 200, { Members: systems.map((name) => ({ '@odata.id': `${systemsPath}/${name}` })) });
    if (path.endsWith('/ResetActionInfo'))
      return answer(response, 200, { Parameters: [{ Name: 'ResetType', AllowableValues: resets }] });
    if (method === 'POST') {
      const { status, id, message } = options.refusal ?? {};
      if (status !== undefined && id !== undefined) return refuse(response, status, id, message ?? '');
      const { ResetType } = JSON.parse(body) as { ResetType: string };
      if (options.isStuck !== true) state = ['ForceOff', 'GracefulShutdown'].includes(ResetType) ? 'Off' : 'On';
      return void response.writeHead(204).end();
    }
    if (systems.some((name) => path === `${systemsPath}/${name}`)) return answer(response, 200, system(path));
    return refuse(response, 404, 'ResourceMissingAtURI', `There is nothing at ${path}.`);
  };
  const certificate = readFileSync(certificateFile, 'utf8');
  const server = createServer({ key: readFileSync(keyFile), cert: certificate }, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => handle(request, response, body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    fingerprint: new X509Certificate(certificate).fingerprint256,
    certificate,
    requests,
    sessions: () => tokens.size,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
