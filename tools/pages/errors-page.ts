import { catalogue } from '../../packages/clusto/src/base/error-catalogue.ts';

/** docs/reference/errors.md: what each code means and what to do about it. */
export function errorsPage(): string {
  const sections = Object.entries(catalogue).map(
    ([code, [exception, sentence, remedy]]) => `## ${code}\n\n\`${exception}\`: ${sentence}\n\n${remedy}\n`,
  );
  const head =
    'Everything that clusto throws on purpose is a `ClustoException` with a `code` that never changes; the sentence is\n' +
    'for people and may. Words in braces are filled in. The last line of a section is what to do: `error.remedy`.\n';
  return ['# Errors\n', head, ...sections].join('\n');
}
