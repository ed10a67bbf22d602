/** What endpoints are about, in the order of the document. */
export const tags: Readonly<Record<string, string>> = {
  meta: 'What is served, and how it speaks.',
  entities: 'Everything that is in the inventory.',
  changes: 'What was committed, version by version, as it happens.',
  attributes: 'Facts about entities, their own and those of their containers.',
  containment: 'What is in what: racks, pools, datacenters.',
  ports: 'Ports and the cables between them.',
  resources: 'Addresses, names and numbers: who has which, and what is left.',
  lookups: 'Finding entities, names and drivers.',
  machines: 'Virtual machines and the hosts that they are on.',
  operations: 'Verbs that are more than a change of one resource; each takes all that it needs in its body.',
  outputs: 'What other tools read: Ansible, Prometheus, DNS, ssh.',
  access: 'Who asks, who may do what, and with which tokens.',
  history: 'Versions, and what they changed.',
  webhooks: 'Other programs that are told of versions by a request.',
  graphql: 'What a query of GraphQL asks for, in one answer.',
};
