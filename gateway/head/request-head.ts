/**
 * The head of a request as the decision sees it. What the parser has let through and an upstream might still read
 * otherwise than we do is refused here, before any byte goes upstream (RFC 9112 §3.2).
 */
import { limits } from '#base/limits.ts';
import { kinds } from '#gateway/head/field-kinds.ts';
import { hostName } from '#gateway/head/host.ts';
import { parseTarget } from '#gateway/head/target.ts';
import type { Head } from '#libraries/http1/head.ts';

export type RequestHead = {
  readonly method: string;
  /** From the Host field: lower case, no port. */
  readonly host: string;
  /** The Host field as it came. */
  readonly authority: string;
  readonly path: string;
  /** What follows the first `?`, without it; null when there is none. */
  readonly query: string | null;
  /** The fields. Those that belong to the connection, those that `Connection` names and those with a `_` never reach anybody. */
  readonly message: Head;
};

/** Reasons for which a head is refused; see refusals/reasons.ts. */
export type HeadFault = 'request.malformed' | 'request.method_not_supported' | 'request.body_too_large';
export type HeadRefusal = { readonly fault: HeadFault; readonly internal: string };

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Judges what the parser has read; gives why it is refused instead when it is. */
export function readRequestHead(message: Head): RequestHead | HeadRefusal {
  const { method } = message;
  if (!methods.has(method)) return { fault: 'request.method_not_supported', internal: 'method' };
  const authority = message.value(kinds.host) ?? '';
  const host = knownHostName(authority);
  if (host === null) return { fault: 'request.malformed', internal: 'host' };
  if ((message.contentLength ?? 0) > limits.forwardedBodyBytes) {
    return { fault: 'request.body_too_large', internal: 'content length' };
  }
  const { text, targetStart, queryStart, targetEnd } = message;
  if (message.plainPath) {
    const path = text.slice(targetStart, queryStart);
    const query = queryStart === targetEnd ? null : text.slice(queryStart + 1, targetEnd);
    return { method, host, authority, path, query, message };
  }
  const target = parseTarget(message.target, authority);
  if (typeof target === 'string') return { fault: 'request.malformed', internal: `target: ${target}` };
  return { method, host, authority, ...target, message };
}

/** Names by the field that they came from: the same few over and over, mostly the same as the last time. */
const hostNames = new Map<string, string | null>();
let lastAuthority = '';
let lastName: string | null = null;

function knownHostName(authority: string): string | null {
  if (authority === lastAuthority) return lastName;
  lastName = lookUpHostName(authority);
  lastAuthority = authority;
  return lastName;
}

function lookUpHostName(authority: string): string | null {
  const known = hostNames.get(authority);
  if (known !== undefined) return known;
  const name = hostName(authority);
  // Whoever sends a thousand names costs the others one look at each of theirs.
  if (hostNames.size >= limits.rememberedHostNames) hostNames.clear();
  hostNames.set(authority, name);
  return name;
}
