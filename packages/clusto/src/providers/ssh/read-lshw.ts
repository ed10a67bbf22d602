import type { HostFirmware, HostModule } from './host-description.ts';
import { someSerial, someText, ToolOutput } from './tool-output.ts';

type Node = ReturnType<ToolOutput['object']>;

const megabyte = 1024 * 1024;

/**
 * What the firmware says, from the output of `lshw -json` (lshw(1)), which is an object, or from B.02.19 on a list with it.
 * @throws HOST_ANSWER_INVALID
 */
export function readLshw(text: string, host: string): HostFirmware {
  const output = new ToolOutput({ tool: 'lshw', host });
  const whole = output.json(text);
  const [root] = output.objects(Array.isArray(whole) ? whole : [whole], 'the whole');
  if (root?.['class'] !== 'system') output.refuse('it says nothing of the system');
  const modules: HostModule[] = [];
  const rest: Node[] = [root as Node];
  for (let node = rest.shift(); node !== undefined; node = rest.shift()) {
    const { id, class: kind, slot, description, size, clock, children = [] } = node;
    rest.unshift(...output.objects(children, `the children of ${String(id)}`));
    // an empty bank has no size
    if (kind !== 'memory' || !/^bank(?::\d+)?$/.test(String(id)) || size === undefined) continue;
    modules.push({
      locator: someText(slot) ?? String(id),
      type: someText(/\bDDR\d?\b|\bLPDDR\d?\b/.exec(String(description))?.[0]),
      speed: typeof clock === 'number' ? `${Math.round(clock / 1_000_000)} MT/s` : null,
      size: Math.round(output.needCount(size, `the size of ${String(id)}`) / megabyte),
    });
  }
  return { serial: someSerial(root?.['serial']), modules };
}
