/**
 * Finds the text in `value` that a database cannot keep: PostgreSQL's `text` holds every character but NUL. Gives its
 * path, or null when there is none. Walks with a list of its own, so that deep nesting cannot exhaust the stack.
 */
export function findUnstorable(value: unknown): string | null {
  const waiting: { readonly path: string; readonly value: unknown }[] = [{ path: '', value }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path } = next;
    if (typeof next.value === 'string' && next.value.includes('\0')) return path;
    if (typeof next.value !== 'object' || next.value === null || Buffer.isBuffer(next.value)) continue;
    for (const [key, inner] of Object.entries(next.value)) {
      if (key.includes('\0')) return path;
      waiting.push({ path: path === '' ? key : `${path}.${key}`, value: inner });
    }
  }
  return null;
}
