/** Header fields that the gateway itself makes: names in lower case, in order. */
import type { Head } from '#libraries/http1/head.ts';

export type Field = readonly [name: string, value: string];
export type Fields = readonly Field[];

/** Fields as the lines of a head. */
export function linesOfFields(fields: Fields): string {
  let lines = '';
  for (const [name, value] of fields) lines += `${name}: ${value}\r\n`;
  return lines;
}

/** The same the other way round. */
export function fieldsOfLines(lines: string): Fields {
  const all = lines.split('\r\n').slice(0, -1);
  return all.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const);
}

/** The value of the field of `kind` when it was sent exactly once. */
export function onlyValue(message: Head, kind: number): string | undefined {
  return message.times(kind) === 1 ? message.value(kind) : undefined;
}

/** The members of a comma-separated list field (RFC 9110 §5.6.1), in lower case. */
export function listMembers(message: Head, kind: number): string[] {
  return message
    .values(kind)
    .flatMap((value) => value.split(','))
    .map((member) => member.trim().toLowerCase())
    .filter((member) => member !== '');
}
