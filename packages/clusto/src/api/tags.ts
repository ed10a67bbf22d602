/** What endpoints are about, in the order of the document. */
export const tags: Readonly<Record<string, string>> = {
  meta: 'What is served, and how it speaks.',
  entities: 'Everything that is in the inventory.',
  attributes: 'Facts about entities, their own and those of their containers.',
};
