/** The end of things that have a life. Pure. */
import type { Thing } from '#registry/declarations/thing.ts';

/** The thing at the end of its life; undefined when it has none. A retired API gives its addresses free, and its terms. */
export function retired(thing: Thing): Thing | undefined {
  switch (thing.type) {
    case 'api':
      return { ...thing, values: { ...thing.values, status: 'retired', terms: null, sandbox: null, production: null } };
    case 'product':
      return { ...thing, values: { ...thing.values, retired: true } };
    case 'plan':
      return { ...thing, values: { ...thing.values, retired: true } };
    case 'terms':
      return { ...thing, values: { ...thing.values, retired: true } };
    case 'profile':
      return { ...thing, values: { ...thing.values, retired: true } };
    case 'issuer':
      return { ...thing, values: { ...thing.values, enabled: false } };
    default:
      return undefined;
  }
}

/**
 * The same things, with APIs retired whose announced end has come: a declaration that still calls such an API deprecated
 * must not bring it back each time it is applied.
 */
export function withPassedEnds<Some extends Thing>(things: readonly Some[], now: Date): Some[] {
  return things.map((thing) => {
    if (thing.type !== 'api' || thing.values.sunset === null || new Date(thing.values.sunset) > now) return thing;
    // The same type with other values: what else `Some` carries (an id, a place) stays.
    return { ...thing, ...retired(thing) };
  });
}
