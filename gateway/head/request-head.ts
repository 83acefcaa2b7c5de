/**
 * The head of a request, judged as strictly as the body of rules for proxies asks (RFC 9112 §3.2, §6): what Node's parser
 * has let through and an upstream might read otherwise than we do is refused here, before any byte goes upstream.
 */
import { limits } from '#base/limits.ts';
import { fieldsOf, fieldValues, type Fields } from '#gateway/head/fields.ts';
import { withoutHopByHop } from '#gateway/head/hop-by-hop.ts';
import { hostName } from '#gateway/head/host.ts';
import { parseTarget } from '#gateway/head/target.ts';

export type RequestHead = {
  readonly method: string;
  /** From the Host field: lower case, no port. */
  readonly host: string;
  /** The Host field as it came. */
  readonly authority: string;
  readonly path: string;
  readonly query: string | null;
  /**
   * Without hop-by-hop fields and those that `Connection` names (a credential named there counts as not sent), and without
   * names with `_`: back ends in the manner of CGI read `_` as `-`.
   */
  readonly fields: Fields;
  readonly hasBody: boolean;
  /** Null when the body is chunked; 0 when there is none. */
  readonly contentLength: number | null;
};

/** Reasons for which a head is refused; see refusals/reasons.ts. */
export type HeadFault =
  | 'request.malformed'
  | 'request.head_too_large'
  | 'request.method_not_supported'
  | 'request.transfer_coding_unknown'
  | 'request.expectation_failed'
  | 'request.body_too_large';

export type HeadRefusal = { readonly fault: HeadFault; readonly internal: string };

export type RawHead = {
  readonly method: string;
  readonly target: string;
  readonly httpVersion: string;
  readonly rawHeaders: readonly string[];
};

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** Visible ASCII, spaces and tabs: no control character, and no byte above 0x7e that a reader might trim or re-code. */
const fieldValue = /^[\t -~]*$/;
const decimal = /^(?:0|[1-9][0-9]{0,15})$/;

/** Reads the head that Node has parsed; gives why it is refused instead when it is. */
export function readRequestHead(raw: RawHead): RequestHead | HeadRefusal {
  if (!methods.has(raw.method)) return refusal('request.method_not_supported', 'method');
  if (raw.rawHeaders.length / 2 > limits.requestFields) return refusal('request.head_too_large', 'too many fields');
  const all = fieldsOf(raw.rawHeaders);
  if (all.some(([, value]) => !fieldValue.test(value))) return refusal('request.malformed', 'field value');
  const framing = readFraming(all, raw.httpVersion);
  if ('fault' in framing) return framing;
  if (fieldValues(all, 'expect').some((value) => value.toLowerCase() !== '100-continue')) {
    return refusal('request.expectation_failed', 'expect');
  }
  const hosts = fieldValues(all, 'host');
  const authority = hosts[0];
  if (hosts.length !== 1 || authority === undefined) return refusal('request.malformed', 'host fields');
  const host = hostName(authority);
  if (host === null) return refusal('request.malformed', 'host');
  const target = parseTarget(raw.target, authority);
  if (typeof target === 'string') return refusal('request.malformed', `target: ${target}`);
  const fields = withoutHopByHop(all).filter(([name]) => !name.includes('_'));
  return { method: raw.method, host, authority, ...target, fields, ...framing };
}

function refusal(fault: HeadFault, internal: string): HeadRefusal {
  return { fault, internal };
}

type Framing = { readonly hasBody: boolean; readonly contentLength: number | null };

/** RFC 9112 §6.1–6.3: exactly one framing, in its plainest spelling. */
function readFraming(fields: Fields, httpVersion: string): Framing | HeadRefusal {
  const codings = fieldValues(fields, 'transfer-encoding');
  const lengths = fieldValues(fields, 'content-length');
  if (codings.length > 0) {
    if (httpVersion !== '1.1') return refusal('request.malformed', 'transfer coding in HTTP/1.0');
    if (lengths.length > 0) return refusal('request.malformed', 'length and transfer coding');
    return codings.length === 1 ? readCoding(codings[0] ?? '') : refusal('request.malformed', 'transfer codings');
  }
  if (lengths.length === 0) return { hasBody: false, contentLength: 0 };
  const length = lengths[0] ?? '';
  if (lengths.length > 1 || !decimal.test(length)) return refusal('request.malformed', 'content length');
  const contentLength = Number(length);
  if (contentLength > limits.forwardedBodyBytes) return refusal('request.body_too_large', 'content length');
  return { hasBody: contentLength > 0, contentLength };
}

function readCoding(value: string): Framing | HeadRefusal {
  if (value.toLowerCase() === 'chunked') return { hasBody: true, contentLength: null };
  const names = value.split(',').map((name) => name.trim().toLowerCase());
  const badlyPlaced = names.some((name) => name === '' || name === 'identity') || names.at(-1) !== 'chunked';
  const repeated = names.filter((name) => name === 'chunked').length > 1;
  return badlyPlaced || repeated
    ? refusal('request.malformed', 'transfer coding')
    : refusal('request.transfer_coding_unknown', 'transfer coding');
}
