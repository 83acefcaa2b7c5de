/** The contract as the try-out page gets it: with this portal's address for calls, and nothing that leads elsewhere. */
import { isObject, type JsonObject } from '#registry/contracts/json.ts';

/**
 * Gives `contract` with `base` as its only server. Security is left out, since the relay adds what proves the application:
 * there is nothing to fill in. References to other documents are left out: the page would fetch them.
 */
export function consoleContract(contract: unknown, base: string): JsonObject {
  const whole = isObject(contract) ? contract : {};
  const { security: _security, components, ...rest } = whole;
  const { securitySchemes: _schemes, ...parts } = isObject(components) ? components : {};
  const cleaned = withoutForeign({ ...rest, components: parts });
  return { ...(isObject(cleaned) ? cleaned : {}), servers: [{ url: base }] };
}

/** Servers and security of single paths and operations; what documents, icons and callbacks lead to. */
const leftOut = new Set(['servers', 'externalDocs', 'x-logo', 'x-scalar-icon', 'callbacks', 'webhooks']);
const operations = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query']);

function withoutForeign(value: unknown, within = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutForeign(item));
  if (!isObject(value)) return value;
  const foreign = typeof value['$ref'] === 'string' && !value['$ref'].startsWith('#');
  if (foreign) return {};
  const entries = Object.entries(value)
    .filter(([name]) => within === 'properties' || !leftOut.has(name))
    .filter(([name]) => !(operations.has(within) && name === 'security'))
    .map(([name, inner]) => [name, withoutForeign(inner, name)] as const);
  return Object.fromEntries(entries);
}
