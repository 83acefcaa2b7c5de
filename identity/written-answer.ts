/** Answers as they leave on a connection of ours. */
import { STATUS_CODES } from 'node:http';
import type { Answer } from '#identity/answer.ts';
import { dateLine } from '#libraries/http1/date-line.ts';
import type { Exchange } from '#libraries/http1/exchange.ts';

/** The head lines of an answer, and its body as the bytes that go over the wire, one a character. */
export function answerParts({ status, fields, body }: Answer): { readonly head: string; readonly body: string } {
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${dateLine()}`;
  for (const [name, value] of fields) head += `${name}: ${value}\r\n`;
  // As many bytes as letters: all of them are ASCII, and stand for themselves.
  return { head, body: Buffer.byteLength(body) === body.length ? body : Buffer.from(body).toString('latin1') };
}

/** Writes an answer; a client that has gone already is no fault. */
export function writeAnswer(exchange: Exchange, answer: Answer): void {
  const { head, body } = answerParts(answer);
  // RFC 9110 §9.3.2: the answer to HEAD tells the length of a body that it does not carry.
  if (exchange.head.method === 'HEAD') exchange.answer(head, '', body.length);
  else exchange.answer(head, body);
}
