/** References inside a contract (`$ref`): local ones are followed, foreign ones never, circles are noticed. */
import { isObject, objectOf, ownOf, textOf, type JsonObject } from '#registry/contracts/json.ts';

/** References that one value may lead through before it is given up. */
const longestChain = 16;

/** What a value stands for once its references have been followed. */
export type Resolved = {
  /** What it leads to; empty when it leads nowhere. */
  readonly value: JsonObject;
  /** The references that were followed, in order. */
  readonly trail: readonly string[];
};

/**
 * Follows `value` while it is a reference (RFC 6901 pointer into `contract`). What stands beside a `$ref` comes over what it
 * leads to (OpenAPI 3.1 §4.8.23: `summary` and `description` override).
 */
export function resolve(contract: JsonObject, value: unknown): Resolved {
  let found = objectOf(value);
  const trail: string[] = [];
  while (typeof found['$ref'] === 'string') {
    const { $ref, ...beside } = found;
    const reference = textOf($ref);
    if (trail.includes(reference) || trail.length >= longestChain) return { value: {}, trail };
    trail.push(reference);
    found = { ...objectOf(follow(contract, reference)), ...beside };
  }
  return { value: found, trail };
}

/** Gives what `value` stands for, as `resolve` does, where the way to it does not matter. */
export function resolveReference(contract: JsonObject, value: unknown): JsonObject {
  return resolve(contract, value).value;
}

function follow(contract: JsonObject, reference: string): unknown {
  if (reference === '#') return contract;
  if (!reference.startsWith('#/')) return undefined;
  let found: unknown = contract;
  for (const token of reference.slice(2).split('/')) {
    const key = decodeToken(token);
    if (Array.isArray(found)) found = /^\d+$/.test(key) ? found[Number(key)] : undefined;
    else if (isObject(found)) found = ownOf(found, key);
    else return undefined;
  }
  return found;
}

/** RFC 6901 §3 and §6: percent-encoding first, then `~1` before `~0`. */
function decodeToken(token: string): string {
  try {
    return decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return token;
  }
}

const definitionPrefix = '#/components/schemas/';

/** The name of the definition that a reference leads to; null when it leads somewhere else. */
export function definitionName(contract: JsonObject, reference: string): string | null {
  if (!reference.startsWith(definitionPrefix)) return null;
  const token = reference.slice(definitionPrefix.length);
  if (token.includes('/')) return null;
  const name = decodeToken(token);
  const schemas = objectOf(objectOf(contract['components'])['schemas']);
  return Object.hasOwn(schemas, name) ? name : null;
}
