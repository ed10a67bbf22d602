import { type FieldDifference, type ReplayDifference, type ReplayedAnswer } from '../operations/dhcp/replay-dhcp.ts';
import { originAsText, valueAsText } from './origin-as-text.ts';
import { table } from './table.ts';

const answerAsText = ({ answer, because }: ReplayedAnswer): string => {
  if (answer === null) return `no answer, as ${because}`;
  return because === null ? answer : `${answer}, as ${because}`;
};

function fieldAsRow({ field, before, after }: FieldDifference): string[] {
  const [was, is] = [before, after].map((one) => (one === null ? '' : valueAsText(one.value))) as [string, string];
  const values = before !== null && after !== null ? `${was} -> ${is}` : was + is;
  const from = [before, after].map((one) => (one === null ? '' : originAsText(one))) as [string, string];
  const isElsewhere = before !== null && after !== null && from[0] !== from[1];
  const sign = before === null ? '+' : after === null ? '-' : '~';
  return [`  ${sign}`, field, values, isElsewhere ? `${from[0]} -> ${from[1]}` : from[1] || from[0]];
}

/** A request whose answers differ: who asks, and what is not the same. */
export function differenceAsText({
  place,
  times,
  client,
  type,
  from,
  before,
  after,
  fields,
}: ReplayDifference): string {
  const name = after.entity ?? before.entity;
  const who = [name, client, type, from === null ? null : `from ${from}`].filter((part) => part !== null).join(' ');
  const often = times === 1 ? place : `${place} and ${times - 1} more`;
  const [was, is] = [answerAsText(before), answerAsText(after)];
  const head = `${who} (${often}): ${was === is ? is : `${was} -> ${is}`}`;
  return fields.length === 0 ? head : `${head}\n${table(fields.map(fieldAsRow))}`;
}
