import type { ServerResponse } from 'node:http';
import { flatten } from '#gateway/head/fields.ts';
import type { Answer } from '#gateway/refusals/answer.ts';

/** Writes an answer of the gateway's own; a client that has gone already is no fault. */
export function answerDirectly(response: ServerResponse, { status, fields, body }: Answer): void {
  if (response.destroyed || response.headersSent) return;
  const length = status === 204 ? [] : ['content-length', String(Buffer.byteLength(body))];
  response.writeHead(status, [...flatten(fields), ...length]);
  if (status === 204) response.end();
  else response.end(body);
}
