import { type answers } from '../../../api/answers.ts';
import { findAnswer } from '../../../operations/answers/find-answer.ts';
import { stopAnswer } from '../../../operations/answers/stop-answer.ts';
import { type HandlersOf } from '../handler.ts';

export const answerHandlers: HandlersOf<typeof answers> = {
  getAnswer: async ({ present, params: { key } }) => {
    const { status = null, headers, body = null } = (await findAnswer(present, key)) ?? {};
    const version = headers?.['clusto-version'];
    return {
      body: { key, isDone: status !== null, status, version: version === undefined ? null : Number(version), body },
    };
  },
  stopAnswer: async ({ present, params: { key } }) => ({ body: { key, isDone: await stopAnswer(present, key) } }),
};
