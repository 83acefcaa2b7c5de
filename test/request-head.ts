/** Heads for tests that need one without a connection: parsed by the gateway's own parser from the text given. */
import assert from 'node:assert/strict';
import { limits } from '#base/limits.ts';
import { requestNames } from '#gateway/head/field-kinds.ts';
import { readRequestHead, type RequestHead } from '#gateway/head/request-head.ts';
import type { ParseResult } from '#libraries/http1/fault.ts';
import { Head } from '#libraries/http1/head.ts';
import { parseRequestHead } from '#libraries/http1/request-head.ts';

export type RequestParts = {
  readonly method?: string;
  readonly target?: string;
  readonly version?: string;
  readonly fields?: readonly (readonly [string, string])[];
};

/** What the parser makes of a request head. */
export function parseMessage(parts: RequestParts): { readonly head: Head; readonly result: ParseResult } {
  const { method = 'GET', target = '/a', version = '1.1', fields = [['Host', 'api.example']] } = parts;
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const bytes = Buffer.from(`${method} ${target} HTTP/${version}\r\n${lines}\r\n`, 'latin1');
  const head = new Head(limits.requestFields);
  const rules = {
    names: requestNames,
    maximumHeadBytes: limits.requestHeadBytes,
    maximumFields: limits.requestFields,
    maximumTargetBytes: limits.requestTargetBytes,
  };
  return { head, result: parseRequestHead(head, bytes, 0, bytes.length, rules) };
}

/** A head that is fit for a decision. */
export function requestHeadOf(parts: RequestParts): RequestHead {
  const { head, result } = parseMessage(parts);
  assert.equal(result, 'complete', 'the head must be readable');
  const read = readRequestHead(head);
  assert.ok(!('fault' in read), 'the head must be acceptable');
  return read;
}
