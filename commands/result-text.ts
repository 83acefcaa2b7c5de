/** Results as text for people: a table for a list, aligned lines for one thing. */

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (Array.isArray(value)) return value.map(cell).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Fields of fields become lines of their own: `secret.value`. */
function flatten(fields: Fields, prefix = ''): [string, unknown][] {
  return Object.entries(fields).flatMap(([name, value]): [string, unknown][] =>
    isFields(value) ? flatten(value, `${prefix}${name}.`) : [[prefix + name, value]],
  );
}

function lines(fields: Fields): string[] {
  const rows = flatten(fields);
  const width = Math.max(0, ...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, value]) => name.padEnd(width) + cell(value));
}

function table(rows: readonly Fields[]): string[] {
  const flat = rows.map((row) => new Map(flatten(row)));
  const columns = [...new Set(flat.flatMap((row) => [...row.keys()]))];
  const widths = columns.map((name) => Math.max(name.length, ...flat.map((row) => cell(row.get(name)).length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((text, at) => text.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(columns), ...flat.map((row) => line(columns.map((name) => cell(row.get(name)))))];
}

/** Gives `result` as lines; a page of a list (`items`, `next`) as a table with the cursor of the next page beneath. */
export function resultLines(result: unknown): readonly string[] {
  if (isFields(result) && Array.isArray(result['items'])) {
    const next = result['next'];
    return [...resultLines(result['items']), ...(typeof next === 'string' ? [`--after ${next}`] : [])];
  }
  if (Array.isArray(result)) return result.length === 0 ? ['(none)'] : table(result.filter(isFields));
  return isFields(result) ? lines(result) : [cell(result)];
}
