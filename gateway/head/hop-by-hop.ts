/** Fields that belong to one connection and never cross a proxy (RFC 9110 §7.6.1). */
import { listMembers, type Fields } from '#gateway/head/fields.ts';

const always = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Removes them, and those that `Connection` names. */
export function withoutHopByHop(fields: Fields): Fields {
  const named = new Set(listMembers(fields, 'connection'));
  return fields.filter(([name]) => !always.has(name) && !named.has(name));
}
