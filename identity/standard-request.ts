/** The identity server for whoever speaks `Request` and `Response`: tests, which need no socket. */
import { limits } from '#base/limits.ts';
import type { Answer } from '#identity/answer.ts';
import type { IncomingRequest } from '#identity/request.ts';

/** Gives `request` as the endpoints see it; its body is read once, and no further than the limit. */
export async function readStandardRequest(request: Request): Promise<IncomingRequest> {
  const { host, pathname, search } = new URL(request.url);
  return {
    method: request.method,
    host,
    path: pathname,
    query: search.slice(1),
    headers: request.headers,
    body: await readBounded(request, limits.tokenRequestBodyBytes),
  };
}

/** Gives `answer` as a `Response`; the one to HEAD has no body (RFC 9110 §9.3.2). */
export function standardResponse({ status, fields, body }: Answer, method: string): Response {
  return new Response(method === 'HEAD' ? null : body, {
    status,
    headers: fields.map(([name, value]) => [name, value]),
  });
}

/** Gives the body as text, or null when it is larger than `limitBytes`. */
async function readBounded(request: Request, limitBytes: number): Promise<string | null> {
  const announced = request.headers.get('content-length');
  // Nobody has held the body against what was announced: both must be within the limit.
  if (announced !== null && !(Number(announced) <= limitBytes)) return null;
  if (request.body === null) return '';
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body) {
    length += chunk.length;
    if (length > limitBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
