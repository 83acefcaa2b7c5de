/** Answers that the gateway itself gives. */
import { STATUS_CODES } from 'node:http';
import { linesOfFields } from '#gateway/head/fields.ts';
import type { Answer } from '#gateway/refusals/details.ts';
import { dateLine } from '#libraries/http1/date-line.ts';
import type { Exchange } from '#libraries/http1/exchange.ts';

/** The head lines of an answer, and its body as the bytes that go over the wire, one a character. */
export function answerParts({ status, fields, body }: Answer): { readonly head: string; readonly body: string } {
  return {
    head: `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${dateLine()}${linesOfFields(fields)}`,
    body: Buffer.from(body).toString('latin1'),
  };
}

/** Gives an answer of the gateway's own; a client that has gone already is no fault. */
export function answerDirectly(exchange: Exchange, answer: Answer): void {
  const { head, body } = answerParts(answer);
  // RFC 9110 §9.3.2: the answer to HEAD tells the length of a body that it does not carry.
  if (answer.status === 204) exchange.answer(head, '', -1);
  else if (exchange.head.method === 'HEAD') exchange.answer(head, '', body.length);
  else exchange.answer(head, body);
}
