import { nearest } from '../base/did-you-mean.ts';
import { failure } from '../base/errors.ts';
import { type ConfigOption, configOptions } from './config-options.ts';

/** A configuration file as it was found: its full path and what it says. */
export interface ConfigFile {
  readonly path: string;
  readonly content: Readonly<Record<string, unknown>>;
}

const sections = new Set(
  Object.keys(configOptions).flatMap((name) => (name.includes('.') ? [name.split('.')[0]] : [])),
);

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

const wanted = (type: ConfigOption['type']): string =>
  typeof type === 'string'
    ? { text: 'a text', integer: 'a whole number from 0', flag: 'true or false', list: 'a list of texts' }[type]
    : `one of ${type.join(', ')}`;

function fits(type: ConfigOption['type'], value: unknown): boolean {
  if (type === 'text') return typeof value === 'string';
  if (type === 'integer') return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
  if (type === 'flag') return typeof value === 'boolean';
  if (type === 'list') return Array.isArray(value) && value.every((one) => typeof one === 'string');
  return typeof value === 'string' && type.includes(value);
}

/** @throws CONFIG_INVALID for an option that does not exist, or a value that it cannot have */
export function checkConfig({ path: file, content }: ConfigFile): void {
  const refuse = (reason: string): never => {
    throw failure('CONFIG_INVALID', { file, reason });
  };
  const unknown = (name: string, candidates: Iterable<string>): never => {
    const [near] = nearest(name, candidates);
    return refuse(
      near === undefined ? `there is no option ${name}` : `there is no option ${name}, did you mean ${near}`,
    );
  };
  const check = (name: string, value: unknown): void => {
    const option = configOptions[name] ?? unknown(name, Object.keys(configOptions));
    if (!fits(option.type, value)) refuse(`${name} must be ${wanted(option.type)}`);
  };
  for (const [name, value] of Object.entries(content)) {
    if (name === 'plugin') {
      if (!isTable(value) || !Object.values(value).every(isTable))
        refuse('settings of a plug-in stand in [plugin.NAME]');
    } else if (!isTable(value)) check(name, value);
    else if (sections.has(name)) for (const [option, one] of Object.entries(value)) check(`${name}.${option}`, one);
    else {
      const [near] = nearest(name, [...sections, 'plugin'] as string[]);
      refuse(
        `there is no section [${name}], ${near === undefined ? `a plug-in has [plugin.${name}]` : `did you mean [${near}]`}`,
      );
    }
  }
}
