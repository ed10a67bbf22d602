import { ClustoException } from '../../base/errors.ts';
import { type ApiClient } from '../../client/api-client.ts';
import { call, type GivenTo } from '../../operations/verbs/call.ts';
import { type VerbName, verbs } from '../../operations/verbs/verbs.ts';
import { type RemoteClusto } from '../remote/remote-clusto.ts';
import { type ShellSurface } from './shell-surface.ts';
import { wrapWords } from './wrap-words.ts';

const mostNames = 100;
/** What a client can do beside its endpoints. */
const ways: readonly string[] = ['ask', 'each', 'follow', 'download'];

/** What a client does by its name; the shell itself closes it. */
const functionsOf = (api: ApiClient): [string, unknown][] =>
  Object.entries(api).filter(([name, value]) => typeof value === 'function' && name !== 'close');

const help = (names: readonly string[]): string => `A promise typed at the prompt is awaited; a variable wants the word:
  getEntity({ entity: 's0000' })
  const { items } = await listEntities({ query: 'type = server', limit: 10 })
  await addAttribute({ entity: 's0000', body: { key: 'note', value: 'x' }, message: 'why' })
  for await (const version of follow('listChanges', { since: '0' })) console.log(version.number)

The client of clusto/api is \`api\`. Of it, as functions: ${ways.join(', ')}, and each endpoint:
${wrapWords(names.filter((name) => !ways.includes(name)).sort())}

call('NAME', …) calls what commands call, with entities as they are told:
${wrapWords(Object.keys(verbs).sort())}

Tab completes names of entities inside quotes. .editor takes several lines, .load and .save a file, .exit leaves.`;

async function namesFrom(api: ApiClient, begun: string): Promise<string[]> {
  if (begun === '') return [];
  const query = `name startswith "${begun.replace(/["\\]/g, '\\$&')}"`;
  const { items } = await api.listEntities({ query, limit: mostNames });
  return items.flatMap(({ name }) => name ?? []);
}

/** A server, with the endpoints of the contract as functions, and what commands call by its name. */
export function serverSurface(clusto: RemoteClusto): ShellSurface {
  const { api } = clusto.remote;
  const functions = functionsOf(api);
  return {
    place: api.url,
    globals: {
      ...Object.fromEntries(functions),
      api,
      call: (name: VerbName, ...given: GivenTo<VerbName>) => call(clusto, name, ...given),
      ClustoException,
    },
    help: help(functions.map(([name]) => name)),
    version: () => call(clusto, 'version'),
    namesFrom: (begun) => namesFrom(api, begun),
  };
}
