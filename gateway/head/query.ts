/** The query as a list of pairs that are never re-encoded: what is forwarded is what came. */

/** Values of the parameters called `name`, decoded as a form's (WHATWG URL §5.1). */
export function queryValues(query: string | null, name: string): string[] {
  if (query === null) return [];
  return query
    .split('&')
    .filter((pair) => parameterName(pair) === name)
    .map((pair) => decodeForm(pair.slice(pair.indexOf('=') + 1 || pair.length)));
}

/** The query without the parameters called one of `names`; null when nothing is left. */
export function withoutParameters(query: string | null, names: readonly string[]): string | null {
  if (query === null) return null;
  const kept = query.split('&').filter((pair) => !names.includes(parameterName(pair)));
  return kept.length === 0 ? null : kept.join('&');
}

function parameterName(pair: string): string {
  const equals = pair.indexOf('=');
  return decodeForm(equals === -1 ? pair : pair.slice(0, equals));
}

/** What cannot be decoded stands for itself: it is then no credential's name. */
function decodeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
