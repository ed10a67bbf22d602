import { failure } from '../../base/errors.ts';
import { type TransactionOptions } from '../../inventory/driver.ts';
import { type Session } from '../../inventory/session.ts';

/** An answer as it can be kept. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** What is kept in place of the body, where that holds what is not to be kept. */
  readonly lasting?: unknown;
}

/** A request that may be sent again. */
export interface Repeatable {
  /** Whose key it is. */
  readonly actor: string;
  readonly key: string;
  /** What the request is, in short: equal for equal requests. */
  readonly request: string;
}

type Answers = Session['reader']['answers'];
type NotedAnswer = NonNullable<Awaited<ReturnType<Answers['find']>>>;
type AnswerRecord = Pick<NotedAnswer, 'status' | 'headers' | 'body'>;

/** How long an answer is kept, in milliseconds. */
const kept = 24 * 60 * 60 * 1000;
/** How long a process that makes an answer may be silent until it is taken for dead, in milliseconds. */
const lease = 60_000;

/** How often it is looked whether who asked wants work to stop, in milliseconds: one row by its key, at any of the servers. */
const glance = 1000;
/** In place of the headers of an answer that is being made: who asked wants the work to stop. */
export const stopping = '{"stop":true}';

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? one.toString() : one));

/** Whether who made an answer died over it. @param now milliseconds since 1970 */
export const isGivenUp = ({ time }: Pick<NotedAnswer, 'time'>, now: number): boolean => time <= now - lease;

/** What was kept; undefined while it is being made. */
export function keptAnswerOf({ status, headers, body }: AnswerRecord): KeptAnswer | undefined {
  if (status === null) return undefined;
  return {
    status,
    headers: JSON.parse(headers) as KeptAnswer['headers'],
    ...(body === null ? {} : { body: JSON.parse(body) as unknown }),
  };
}

/** @throws KEY_OF_ANOTHER, KEY_IN_USE */
async function answerBefore(
  answers: Answers,
  { actor, key, request }: Repeatable,
  now: number,
): Promise<KeptAnswer | undefined> {
  const found = await answers.find(actor, key);
  if (found === undefined) return undefined;
  if (found.request !== request) throw failure('KEY_OF_ANOTHER', { key });
  const answer = keptAnswerOf(found);
  // one that was given up is made anew
  if (answer === undefined && !isGivenUp(found, now)) throw failure('KEY_IN_USE', { key });
  return answer;
}

function recordOf(request: string, answer: KeptAnswer) {
  const { status, headers, body } = answer;
  const lasting = 'lasting' in answer ? answer.lasting : body;
  return { request, status, headers: textOf(headers), body: lasting === undefined ? null : textOf(lasting) };
}

/**
 * Work whose answer is kept with what it writes, in one transaction; sent again, it gets the first answer and nothing is done.
 * @param note what the version says of itself
 * @throws KEY_OF_ANOTHER, KEY_IN_USE, and what `work` throws, which is not kept
 */
export function answerOnce(
  inventory: Session,
  note: TransactionOptions,
  again: Repeatable,
  work: () => Promise<KeptAnswer>,
): Promise<KeptAnswer> {
  return inventory.transaction(note, () =>
    inventory.write(async ({ answers }) => {
      const now = inventory.clock.now().getTime();
      await answers.forgetBefore(now - kept);
      const found = await answerBefore(answers, again, now);
      if (found !== undefined) return found;
      const answer = await work();
      await answers.note(again.actor, again.key, recordOf(again.request, answer), now);
      return answer;
    }),
  );
}

/**
 * The same for work that reaches out of the database, and so is in no transaction: while it is being done, the same request is
 * told to wait. Where the process ends over it, the request is done anew when it is sent again, after a minute.
 * @param work is given a signal that is aborted when who asked wants it to stop
 * @param problem the answer that is kept where the work fails; none where it gives none
 * @throws as `answerOnce`
 */
export async function answerOutside(
  inventory: Session,
  again: Repeatable,
  work: (stop: AbortSignal) => Promise<KeptAnswer>,
  problem: (error: unknown) => KeptAnswer | undefined = () => undefined,
): Promise<KeptAnswer> {
  const { actor, key, request } = again;
  const now = inventory.clock.now().getTime();
  const found = await inventory.write(async ({ answers }) => {
    await answers.forgetBefore(now - kept);
    const before = await answerBefore(answers, again, now);
    if (before === undefined) await answers.note(actor, key, { request, status: null, headers: '{}', body: null }, now);
    return before;
  });
  if (found !== undefined) return found;
  const time = (): number => inventory.clock.now().getTime();
  const renew = (): Promise<void> => inventory.write(({ answers }) => answers.renew(actor, key, time()));
  // one that fails is made up for by the next
  const renewal = setInterval(() => void renew().catch(() => undefined), lease / 4).unref();
  const stop = new AbortController();
  const look = async (): Promise<void> => {
    const noted = await inventory.reader.answers.find(actor, key);
    if (noted?.headers === stopping) stop.abort();
  };
  const looking = setInterval(() => void look().catch(() => undefined), glance).unref();
  const keep = (answer: KeptAnswer): Promise<void> =>
    inventory.write(({ answers }) => answers.note(actor, key, recordOf(request, answer), time()));
  try {
    const answer = await work(stop.signal);
    await keep(answer);
    return answer;
  } catch (error) {
    const failed = problem(error);
    await (failed === undefined ? inventory.write(({ answers }) => answers.forget(actor, key)) : keep(failed));
    throw error;
  } finally {
    clearInterval(renewal);
    clearInterval(looking);
  }
}
