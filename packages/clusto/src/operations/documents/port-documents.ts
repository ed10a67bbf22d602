import { Ported } from '../../drivers/devices/ported.ts';
import { type Driver } from '../../inventory/driver.ts';
import { type AttributeDocument } from './attribute-document.ts';

/** A port with its cable. */
export interface PortDocument {
  readonly type: string;
  readonly number: number;
  /** What the device calls it; the number where it has no other name. */
  readonly name: string;
  readonly to: string | null;
  readonly toNumber: number | null;
  /** What is noted at the port, such as its `mac`. */
  readonly attributes: Readonly<Record<string, string>>;
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The ports of a thing out of its attributes and properties, in the order of type and number; none where it has none. */
export function portDocuments(
  thing: Driver,
  attributes: readonly AttributeDocument[],
  properties: Readonly<Record<string, unknown>>,
): PortDocument[] {
  if (!(thing instanceof Ported)) return [];
  const noted = Map.groupBy(
    attributes.filter(({ key }) => key.startsWith('port-')),
    ({ key, number }) => `${key}/${number}`,
  );
  return Object.entries(thing.portsWith(properties)).flatMap(([type, count]) =>
    Array.from({ length: count }, (_, index): PortDocument => {
      const number = index + 1;
      const own = noted.get(`port-${type}/${number}`) ?? [];
      const valueOf = (subkey: string): unknown => own.find((one) => one.subkey === subkey)?.value;
      const [to, toNumber] = [valueOf('connection'), valueOf('otherportnum')];
      const isConnected = typeof to === 'string' && to !== '';
      return {
        type,
        number,
        name: thing.portName(type, number),
        to: isConnected ? to : null,
        toNumber: isConnected && typeof toNumber === 'number' ? toNumber : null,
        attributes: Object.fromEntries(
          own
            .filter(({ subkey }) => subkey !== 'connection' && subkey !== 'otherportnum')
            .map(({ subkey, value }) => [subkey ?? '', asText(value)]),
        ),
      };
    }),
  );
}
