import { logMessages } from '../../packages/clusto/src/services/log/log-messages.ts';

/** docs/reference/log-messages.md: what services say, and what it means. */
export function logMessagesPage(): string {
  const sections = Object.entries(logMessages).map(
    ([id, [level, sentence, explanation]]) => `## ${id}\n\n\`${level}\`: ${sentence}\n\n${explanation}\n`,
  );
  const head =
    'Each line of the log of a service is a JSON object with `time`, `level`, `id` and `message`. An `id` never changes; the\n' +
    'sentence is for people and may. Words in braces are filled in, and stand in the line by their names as well.\n' +
    '`clusto_log_messages_total` counts the messages of each id. [Services](../services.md) says where the log goes.\n';
  return ['# Messages of services\n', head, ...sections].join('\n');
}
