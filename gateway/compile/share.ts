/** Makes equal values one object: of a million applications most have one of a few sets of subscriptions or consents. */
import { hash } from 'node:crypto';
import { limits } from '#base/limits.ts';

/** A name longer than this is remembered by its digest: the contract of an API is many kilobytes. */
const longestName = 256;

/**
 * Gives a function that makes a value of `from` with `make`, and the same one again for an equal `from`. It remembers
 * `limits.sharedValues` of them; then it begins anew, so that values that nobody shares do not pile up.
 */
export function sharing<From, Value>(make: (from: From) => Value): (from: From) => Value {
  const made = new Map<string, Value>();
  return (from) => {
    const name = nameOf(from);
    const known = made.get(name);
    if (known !== undefined) return known;
    if (made.size >= limits.sharedValues) made.clear();
    const value = make(from);
    made.set(name, value);
    return value;
  };
}

function nameOf(value: unknown): string {
  const name = typeof value === 'string' ? value : JSON.stringify(value);
  return name.length <= longestName ? name : hash('sha256', name, 'base64');
}
