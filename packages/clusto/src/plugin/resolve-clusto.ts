import { registerHooks } from 'node:module';

let isDone = false;

/**
 * From now on `clusto`, `clusto/drivers` and the other doors mean this very copy of clusto, wherever the importing file
 * lies: a plug-in needs no node_modules, and its classes extend the classes that are loaded here.
 */
export function resolveClusto(): void {
  if (isDone) return;
  isDone = true;
  const parentURL = import.meta.url;
  registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, specifier === 'clusto' || specifier.startsWith('clusto/') ? { ...context, parentURL } : context),
  });
}
