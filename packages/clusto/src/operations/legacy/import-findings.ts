/** What an import meets besides plain rows: what becomes of it, and what it is. */
export const findingKinds = {
  rename: ['kept', 'renames told from the rows: the entity stays one, with the whole of its history'],
  'unknown-driver': ['kept', 'drivers that are not loaded: readable as plain things until a plug-in brings the driver'],
  'other-type': ['repaired', 'types that the driver does not have here any more'],
  'duplicate-name': ['repaired', 'names that several entities had at once: one keeps it, the others have a suffix'],
  'invalid-name': ['repaired', 'names that are not allowed here, written with underscores'],
  'invalid-key': ['repaired', 'keys and subkeys that are not allowed here, written with underscores'],
  'empty-subkey': ['repaired', 'empty subkeys, which are none here'],
  'half-cable': ['repaired', 'cables with one end only, taken off'],
  'outlet-name': ['repaired', 'ports at the far end that were named, now numbered as everywhere'],
  'orphaned-resource': ['kept', 'resources whose manager is gone: plain attributes now, free to be handed out again'],
  'adopted-resource': ['repaired', 'addresses whose manager is gone, given to the manager that covers them'],
  'shared-resource': ['kept', 'resources that several things have at once'],
  'invalid-resource': ['kept', 'values that are no resource of their manager: plain attributes now'],
  'manager-invalid': ['kept', 'IP managers whose range cannot be understood: no address finds them'],
  'manager-overlap': ['kept', 'IP managers of the same range as another'],
  'machine-without-size': ['kept', 'machines that take nothing of their host, as their sizes are not known'],
  mac: ['repaired', 'MAC addresses in another form than 00:1b:21:3c:4d:5e'],
  'not-a-mac': ['kept', 'texts in the place of a MAC address that are none'],
  'nul-character': ['repaired', 'texts with NUL characters, which are left out of them'],
  'json-as-text': ['repaired', 'JSON that other programs cannot read or would round, kept as text'],
  'unknown-datatype': ['repaired', 'values of an unknown datatype, kept as text'],
  'invalid-value': ['left out', 'values that cannot be stored'],
  'invalid-number': ['left out', 'attributes whose number is not an integer of 32 bits'],
  'dangling-relation': ['left out', 'relations to what is not there, for as long as it is not there'],
  'orphaned-attribute': ['left out', 'attributes of what is not there, for as long as it is not there'],
  'never-visible': ['left out', 'rows that were deleted in the version that wrote them: no version shows them'],
  'second-cable': ['left out', 'second cables in a port'],
  'second-place': ['left out', 'second memberships in the same container'],
  'unit-taken': ['left out', 'devices in a rack unit that another has'],
  counter: ['left out', 'counters of what is not there, or written twice'],
  'missing-version': ['repaired', 'versions that rows name and the log does not'],
} as const satisfies Record<string, readonly [outcome: 'kept' | 'repaired' | 'left out', meaning: string]>;

export type FindingKind = keyof typeof findingKinds;

/** Everything of one kind that an import met. */
export interface Finding {
  readonly kind: FindingKind;
  readonly outcome: 'kept' | 'repaired' | 'left out';
  readonly meaning: string;
  readonly count: number;
  /** Which ones, as people name them. */
  readonly items: readonly string[];
}

/** Collects what an import meets. */
export class ImportFindings {
  readonly #items = new Map<FindingKind, string[]>();

  add(kind: FindingKind, item: string): void {
    const items = this.#items.get(kind) ?? [];
    items.push(item);
    this.#items.set(kind, items);
  }

  count(kind: FindingKind): number {
    return this.#items.get(kind)?.length ?? 0;
  }

  /** In the order of the table above. */
  list(): Finding[] {
    return (Object.keys(findingKinds) as FindingKind[]).flatMap((kind) => {
      const items = this.#items.get(kind);
      if (items === undefined) return [];
      const [outcome, meaning] = findingKinds[kind];
      return [{ kind, outcome, meaning, count: items.length, items }];
    });
  }
}
