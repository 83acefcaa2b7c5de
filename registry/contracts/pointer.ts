/** References inside a contract (`$ref`): local ones are followed, foreign ones never, circles end. */
import { isObject, objectOf, ownOf, type JsonObject } from '#registry/contracts/json.ts';

/** References that one value may lead through before it is given up. */
const longestChain = 16;

/** Gives what `value` stands for once its references (RFC 6901) have been followed; empty when they lead nowhere. */
export function resolveReference(contract: JsonObject, value: unknown): JsonObject {
  let found = objectOf(value);
  for (let step = 0; typeof found['$ref'] === 'string'; step++) {
    if (step === longestChain) return {};
    found = objectOf(follow(contract, found['$ref']));
  }
  return found;
}

function follow(contract: JsonObject, reference: string): unknown {
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
