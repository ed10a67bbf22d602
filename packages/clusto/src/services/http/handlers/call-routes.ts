import { callArguments } from '../../../api/arguments/call-arguments.ts';
import { strictObject } from '../../../api/build-endpoint.ts';
import { callBody, calls } from '../../../api/calls.ts';
import { type Endpoint } from '../../../api/endpoint.ts';
import { failure } from '../../../base/errors.ts';
import { type Clusto } from '../../../operations/clusto.ts';
import { runVerb } from '../../../operations/verbs/call.ts';
import { type VerbArguments } from '../../../operations/verbs/verb-arguments.ts';
import { type VerbName, verbs } from '../../../operations/verbs/verbs.ts';
import { decodeValue, encodeValue, type EntityReference } from '../../../operations/verbs/wire-value.ts';
import { type Handler, type Thing } from '../handler.ts';
import { withoutSecret } from '../without-secret.ts';

const verbArguments: VerbArguments = callArguments;

type Given = readonly (readonly unknown[])[];

/** What was told, with the entities that are meant as the caller may see them. @throws ENTITY_NOT_FOUND, REQUEST_INVALID */
async function decodeCalls(inventory: Clusto, told: Given): Promise<Given> {
  const meant = new Map<number, EntityReference>();
  decodeValue(told, { entity: (reference) => void meant.set(reference.id, reference), isAnswer: false });
  const things = new Map<number, Thing>();
  for (const { id, name } of meant.values()) {
    const row = await inventory.reader.entityById(id);
    if (row === undefined) throw failure('ENTITY_NOT_FOUND', { name });
    things.set(id, inventory.wrap(row));
  }
  return decodeValue(told, { entity: ({ id }) => things.get(id), isAnswer: false }) as Given;
}

/** What is made piece by piece, as a whole. */
async function whole(result: unknown): Promise<unknown> {
  if (typeof result !== 'object' || result === null || !(Symbol.asyncIterator in result)) return result;
  return Array.fromAsync(result as AsyncIterable<unknown>);
}

const handlerOf =
  (name: VerbName): Handler<Endpoint> =>
  async ({ inventory, body, signal }) => {
    const given = await decodeCalls(inventory, (body as { readonly calls: Given }).calls);
    const results = await Promise.all((await runVerb(inventory, name, given, signal)).map(whole));
    const answer = { body: { results: results.map(encodeValue) } };
    const { secret } = verbs[name] as { readonly secret?: string };
    if (secret === undefined) return answer;
    const lasting = results.map((result) =>
      encodeValue(withoutSecret(result as Record<string, unknown>, secret).lasting),
    );
    return { ...answer, lasting: { results: lasting } };
  };

/** A path for each verb, with the right that the verb needs and the arguments that it takes. */
export const callRoutes: readonly (readonly [name: string, endpoint: Endpoint, handler: Handler<Endpoint>])[] =
  Object.entries(verbs).map(([name, { access, kind }]) => [
    name,
    {
      ...calls.callVerb,
      path: calls.callVerb.path.replace('{verb}', name),
      params: strictObject({}),
      body: callBody(verbArguments[name as VerbName]),
      access,
      isWrite: kind !== 'asks',
      isOutside: kind === 'acts' || kind === 'reaches',
    },
    handlerOf(name as VerbName),
  ]);
