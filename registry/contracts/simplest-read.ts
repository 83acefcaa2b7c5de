/** The operation for a first call: one that can be read with credentials and nothing else. */
import { listOf, objectOf } from '#registry/contracts/json.ts';

/**
 * Gives the path of the GET that asks least: nothing in its path to fill in, no parameter that must be there, and the fewest
 * that may be (a health check before a list). Null when the contract has none.
 */
export function simplestRead(contract: unknown): string | null {
  const reads = Object.entries(objectOf(objectOf(contract)['paths'])).flatMap(([path, item]) => {
    const { get, parameters } = objectOf(item);
    if (get === undefined || path.includes('{')) return [];
    const all = [...listOf(parameters), ...listOf(objectOf(get)['parameters'])].map(objectOf);
    const needed = all.some((parameter) => parameter['required'] === true || parameter['$ref'] !== undefined);
    return needed ? [] : [{ path, count: all.length }];
  });
  return reads.toSorted((one, other) => one.count - other.count)[0]?.path ?? null;
}
