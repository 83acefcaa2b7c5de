/**
 * The request target, judged once. What is not canonical is refused, never repaired: the string that was matched is the
 * string that is forwarded, so that no upstream can read another path in it than we did.
 */
export type Target = {
  /** Begins with `/`; percent-encodings stand as they came. */
  readonly path: string;
  /** What follows the first `?`, without it; null when there is none. */
  readonly query: string | null;
};

export type TargetFault =
  | 'form'
  | 'authority mismatch'
  | 'forbidden character'
  | 'dot segment'
  | 'empty segment'
  | 'percent-encoding'
  | 'path parameter';

/** `/`, `.`, `\`, the control characters: what a back end might decode into another path. */
const ambiguousEncoding = /%(?:2[ef]|5c|[01][0-9a-f]|7f)/i;
const brokenEncoding = /%(?![0-9a-f]{2})/i;
const visibleAscii = /^[!-~]+$/;
const absoluteForm = /^https?:\/\/([^/?#]*)(.*)$/i;

/**
 * Parses the target of a request that carried `Host: <host>`. The absolute form (RFC 9112 §3.2.2) must name the same
 * authority as the Host field.
 */
export function parseTarget(target: string, host: string): Target | TargetFault {
  if (!visibleAscii.test(target) || target.includes('#') || target.includes('\\')) return 'forbidden character';
  if (target.startsWith('/')) return judge(target);
  const absolute = absoluteForm.exec(target);
  if (absolute === null) return 'form';
  if ((absolute[1] ?? '').toLowerCase() !== host.toLowerCase()) return 'authority mismatch';
  const rest = absolute[2] ?? '';
  return judge(rest.startsWith('/') ? rest : `/${rest}`);
}

function judge(pathAndQuery: string): Target | TargetFault {
  const mark = pathAndQuery.indexOf('?');
  const path = mark === -1 ? pathAndQuery : pathAndQuery.slice(0, mark);
  const fault = pathFault(path);
  if (fault !== null) return fault;
  return { path, query: mark === -1 ? null : pathAndQuery.slice(mark + 1) };
}

function pathFault(path: string): TargetFault | null {
  if (path.includes('//')) return 'empty segment';
  if (path.includes(';')) return 'path parameter';
  if (brokenEncoding.test(path) || ambiguousEncoding.test(path)) return 'percent-encoding';
  if (path.split('/').some((segment) => segment === '.' || segment === '..')) return 'dot segment';
  return null;
}
