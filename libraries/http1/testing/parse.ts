/** Heads for tests: parsed from text, a byte a character. */
import { openFieldNames, type FieldNames } from '#http1/field-names.ts';
import type { ParseResult } from '#http1/fault.ts';
import { Head } from '#http1/head.ts';
import { parseRequestHead } from '#http1/request-head.ts';
import { parseResponseHead } from '#http1/response-head.ts';

export const testRules = {
  names: openFieldNames(),
  maximumHeadBytes: 4_096,
  maximumFields: 20,
  maximumTargetBytes: 1_000,
};

export type Parsed = { readonly head: Head; readonly result: ParseResult };

export function parseRequest(text: string, names: FieldNames = testRules.names): Parsed {
  const head = new Head(testRules.maximumFields);
  const bytes = Buffer.from(text, 'latin1');
  return { head, result: parseRequestHead(head, bytes, 0, bytes.length, { ...testRules, names }) };
}

export function parseResponse(text: string, bodyless = false): Parsed {
  const head = new Head(testRules.maximumFields);
  const bytes = Buffer.from(text, 'latin1');
  return { head, result: parseResponseHead(head, bytes, 0, bytes.length, bodyless, testRules) };
}

/** A GET with these field lines besides its Host. */
export function requestWith(...lines: readonly string[]): string {
  return `GET / HTTP/1.1\r\nHost: a\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
}
