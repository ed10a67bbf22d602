import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';

/** A reverse proxy, configured as the documentation says. */
export interface RunningProxy extends AsyncDisposable {
  readonly port: number;
}

const root = join(import.meta.dirname, '../..');
const certificates = join(root, 'tests/data/tls');

/** The first piece of a page in a language after a word. */
function quoted(word: string, language: string): string {
  const page = readFileSync(join(root, 'docs/deployment.md'), 'utf8');
  const piece = page.split(`\n${word}:\n`)[1]?.match(new RegExp(`^\n\`\`\`${language}\n([^]*?)\n\`\`\``))?.[1];
  if (piece === undefined) throw new Error(`docs/deployment.md has no example for ${word}`);
  return piece;
}

/** Says something in place of what is only right elsewhere, each of which has to be there. */
const withOwn = (text: string, own: Readonly<Record<string, string>>): string =>
  Object.entries(own).reduce((changed, [there, here]) => {
    if (!changed.includes(there)) throw new Error(`the example in docs/deployment.md has no ${there}`);
    return changed.replaceAll(there, here);
  }, text);

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const configurations = {
  nginx: (port: number, [one, other]: readonly [string, string], folder: string) => {
    const server = withOwn(quoted('nginx', 'nginx'), {
      '10.0.0.5:9840': one,
      '10.0.0.6:9840': other,
      'listen 443': `listen 127.0.0.1:${port}`,
      '/etc/nginx/clusto.crt': join(certificates, 'first.crt'),
      '/etc/nginx/clusto.key': join(certificates, 'first.key'),
    });
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    return [
      'daemon off;',
      `pid ${folder}/pid;`,
      'error_log stderr;',
      'events {}',
      `http { access_log off; ${temporary.join(' ')}\n${server}\n}`,
    ].join('\n');
  },
  caddy: (port: number, [one, other]: readonly [string, string], folder: string) => {
    const site = withOwn(quoted('Caddy', 'text'), {
      '10.0.0.5:9840': one,
      '10.0.0.6:9840': other,
      // a certificate of a name in the internet is not to be had here
      'clusto.example.com {': `https://127.0.0.1:${port} {\ntls ${certificates}/first.crt ${certificates}/first.key`,
    });
    return `{\nadmin off\nauto_https disable_redirects\nstorage file_system ${folder}\n}\n${site}`;
  },
} as const;

/** Starts a proxy of two servers of HTTP, which speaks TLS with the first certificate of the tests. */
export async function startProxy(
  name: keyof typeof configurations,
  servers: readonly [string, string],
): Promise<RunningProxy> {
  const folder = await mkdtemp(join(tmpdir(), `clusto-${name}-`));
  // nginx gives its files to another user
  await chmod(folder, 0o755);
  const port = await freePort();
  const file = join(folder, name === 'caddy' ? 'Caddyfile' : 'nginx.conf');
  await writeFile(file, `${configurations[name](port, servers, folder)}\n`);
  const args = name === 'caddy' ? ['run', '--adapter', 'caddyfile', '--config', file] : ['-e', 'stderr', '-c', file];
  const child: ChildProcess = spawn(name, args, {
    env: { ...process.env, HOME: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr?.on('data', (data: Buffer) => (told += data.toString()));
  const ended = once(child, 'exit');
  await vi.waitFor(
    async () => {
      if (child.exitCode !== null) throw new Error(`${name} has ended: ${told}`);
      const answer = await fetch(`http://127.0.0.1:${port}/`);
      if (answer.status !== 400) throw new Error(`${name} does not speak TLS yet`);
    },
    { timeout: 20_000, interval: 50 },
  );
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}
