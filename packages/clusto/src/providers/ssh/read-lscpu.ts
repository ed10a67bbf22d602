import type { HostProcessors } from './host-description.ts';
import { someText, ToolOutput } from './tool-output.ts';

/**
 * The processors in the output of `lscpu -J` (lscpu(1)); util-linux nests its fields from 2.37 on.
 * @throws HOST_ANSWER_INVALID
 */
export function readLscpu(text: string, host: string): HostProcessors {
  const output = new ToolOutput({ tool: 'lscpu', host });
  const fields = new Map<string, unknown>();
  const rest: unknown[] = [output.object(output.json(text), 'the whole')['lscpu']];
  for (let list = rest.pop(); list !== undefined; list = rest.pop())
    for (const { field, data, children } of output.objects(list, 'a list of fields')) {
      const name = String(field).replace(/:$/, '');
      if (!fields.has(name)) fields.set(name, data);
      if (children !== undefined) rest.push(children);
    }
  const sockets = fields.get('Socket(s)');
  return {
    count: output.needCount(fields.get('CPU(s)'), 'CPU(s)'),
    // some architectures have none, which is printed as a dash
    sockets: typeof sockets === 'string' && /^[1-9]\d{0,3}$/.test(sockets) ? Number(sockets) : 1,
    model: someText(fields.get('Model name')),
    vendor: someText(fields.get('Vendor ID')),
  };
}
