/**
 * What the request log says was called. A path may hold a name, an account number, a secret link: so an entry never says the path
 * itself but the contract's operation, and without one what is left of the path when everything that may be a value is masked.
 */
import { templateAt } from '#gateway/decide/contract.ts';
import { limits } from '#base/limits.ts';
import type { Served } from '#gateway/usage/served.ts';

/** Stands for a part of a path that may be a value. */
export const mask = '{…}';

/** Words as paths are made of: no digits (numbers, codes), no `@`, `%` or `.` (addresses, names of people), not long (tokens). */
const word = /^[A-Za-z_-]{0,32}$/;

/** Gives the operation below the API's base path; the whole path, masked, where no API was found; null where the head was no request. */
export function operationOf({
  route,
  method,
  path,
}: Pick<Served, 'method' | 'path'> & {
  readonly route: Pick<NonNullable<Served['route']>, 'basePath' | 'contract'> | null;
}): string | null {
  if (path === null || method === null) return null;
  const from = route?.basePath.length ?? 0;
  const contract = route?.contract ?? null;
  const template = contract === null ? null : templateAt(contract, method, path, from);
  return template ?? maskedPath(path.slice(from));
}

/** A path of which only words are left; one that is long ends early. */
export function maskedPath(path: string): string {
  const segments = path.split('/', limits.loggedSegments + 1);
  const shown = segments.slice(0, limits.loggedSegments).map((segment) => (word.test(segment) ? segment : mask));
  return segments.length > limits.loggedSegments ? `${shown.join('/')}/…` : shown.join('/');
}
