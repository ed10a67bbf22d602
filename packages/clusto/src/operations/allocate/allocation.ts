/** A cable of a server. Ports are written like `nic-eth:1`. */
export interface AllocatedCable {
  readonly port: string;
  /** The switch or power strip, and its port. */
  readonly device: string;
  readonly devicePort: string;
}

/** What a server was given. Names are those of the moment when it was. */
export interface AllocatedServer {
  readonly name: string;
  readonly type: string;
  readonly driver: string;
  /** Whether the allocation created it. */
  readonly created: boolean;
  /** The pool of free servers that it was taken from; null for a new one. */
  readonly from: string | null;
  readonly rack: string | null;
  /** The rack units that it was given, ascending; none for one that exists. */
  readonly units: readonly number[];
  readonly addresses: readonly { readonly subnet: string; readonly ip: string }[];
  readonly cables: readonly AllocatedCable[];
  readonly pools: readonly string[];
  /** As `key=value` or `key.subkey=value`. */
  readonly attributes: readonly string[];
}

/** The answer to a request. */
export interface Allocation {
  /** The one that was given, else one that was made up. */
  readonly key: string;
  /** When the reservation ends; null when it is for good. */
  readonly until: string | null;
  readonly servers: readonly AllocatedServer[];
  /** Whether this is the answer to an earlier request with the same key. */
  readonly repeated: boolean;
}
