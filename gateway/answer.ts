import type { ServerResponse } from 'node:http';
import { flatten } from '#gateway/head/fields.ts';
import type { Answer } from '#gateway/refusals/details.ts';

/** Writes an answer of the gateway's own; a client that has gone already is no fault. */
export function answerDirectly(response: ServerResponse, { status, fields, body }: Answer): void {
  if (response.destroyed || response.headersSent) return;
  const length = status === 204 ? [] : ['content-length', String(Buffer.byteLength(body))];
  response.writeHead(status, [...flatten(fields), ...length]);
  // RFC 9110 §9.3.2: the answer to HEAD tells the length of a body that it does not carry.
  if (status === 204 || response.req.method === 'HEAD') response.end();
  else response.end(body);
}
