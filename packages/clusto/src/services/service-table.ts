import { type Service } from './service.ts';

/** A kind of service, known by name and summary until it runs. */
export interface ServiceKind {
  readonly summary: string;
  readonly load: () => Promise<Service>;
}

export type ServiceTable = Readonly<Record<string, ServiceKind>>;
