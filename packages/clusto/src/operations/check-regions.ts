import { failure } from '../base/errors.ts';

/**
 * That names can be those of regions: they become a part of the host that is asked, so nothing else may stand in them.
 * @throws ARGUMENT_INVALID
 */
export function checkRegions(regions: readonly string[] | undefined): void {
  const wrong = regions?.find((name) => !/^[a-z\d]+(?:-[a-z\d]+)*$/.test(name) || name.length > 40);
  if (wrong !== undefined)
    throw failure('ARGUMENT_INVALID', { argument: 'region', expected: 'a name like eu-west-1', value: wrong });
}
