/** Scopes as a list: RFC 6749 §3.3 joins them with spaces, IdentityServer writes an array. */
export function readScope(scope: string | readonly string[] | undefined): readonly string[] {
  if (scope === undefined) return [];
  const text = typeof scope === 'string' ? scope : scope.join(' ');
  return text.split(' ').filter((part) => part !== '');
}
