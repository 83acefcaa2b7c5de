/**
 * Header fields as the gateway handles them: a list in the order they came, names in lower case. A list and not a map,
 * because how often a field was sent is part of what is judged.
 */
export type Field = readonly [name: string, value: string];
export type Fields = readonly Field[];

/** Makes fields of Node's flat `rawHeaders`. */
export function fieldsOf(rawHeaders: readonly string[]): Fields {
  const fields: Field[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    fields.push([(rawHeaders[index] ?? '').toLowerCase(), rawHeaders[index + 1] ?? '']);
  }
  return fields;
}

/** All values sent under `name` (lower case), in order. */
export function fieldValues(fields: Fields, name: string): string[] {
  const values: string[] = [];
  for (const field of fields) {
    if (field[0] === name) values.push(field[1]);
  }
  return values;
}

/** The value of `name` when it was sent exactly once. */
export function onlyValue(fields: Fields, name: string): string | undefined {
  const values = fieldValues(fields, name);
  return values.length === 1 ? values[0] : undefined;
}

/** The members of a comma-separated list field (RFC 9110 §5.6.1), in lower case. */
export function listMembers(fields: Fields, name: string): string[] {
  return fieldValues(fields, name)
    .flatMap((value) => value.split(','))
    .map((member) => member.trim().toLowerCase())
    .filter((member) => member !== '');
}

/** Fields as Node's `writeHead` and undici take them: names and values in turn. */
export function flatten(fields: Fields): string[] {
  return fields.flatMap(([name, value]) => [name, value]);
}
