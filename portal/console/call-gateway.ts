/** One call of a gateway of this instance, over its plain listener on this machine. */
import { request as openRequest, type IncomingMessage } from 'node:http';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import type { Field } from '#portal/console/fields.ts';

export type GatewayCall = {
  /** Address of the gateway's listener: `http://127.0.0.1:8003`. */
  readonly gateway: string;
  /** Public host of the API, by which the gateway finds it. */
  readonly host: string;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly fields: readonly Field[];
  readonly body: Uint8Array | null;
};

export type GatewayAnswer = {
  readonly status: number;
  readonly fields: readonly Field[];
  readonly body: Buffer;
  /** True: there was more of the body than is shown. */
  readonly cut: boolean;
  readonly durationMs: number;
};

/**
 * Calls and reads the answer, of its body at most `limits.relayAnswerBytes`. Redirects are not followed.
 *
 * @throws Problem `relay.gateway_unreachable` (503), `relay.gateway_slow` (504)
 */
export async function callGateway(call: GatewayCall): Promise<GatewayAnswer> {
  const { hostname, port } = new URL(call.gateway);
  const signal = AbortSignal.timeout(limits.relayMs);
  const begun = performance.now();
  const length = call.body === null ? [] : ['content-length', String(call.body.length)];
  const fields = call.fields.flatMap(([name, value]) => [name, value]);
  try {
    const answer = await new Promise<IncomingMessage>((done, fail) => {
      const request = openRequest({
        ...{ hostname: hostname.replace(/^\[|\]$/g, ''), port, method: call.method, path: call.target, signal },
        // A connection of its own: nothing of one test can reach into another.
        agent: false,
        headers: ['host', call.host, 'accept-encoding', 'identity', ...fields, ...length],
      });
      request.on('response', done);
      request.on('error', fail);
      request.end(call.body ?? undefined);
    });
    const { body, cut } = await readUpTo(answer, limits.relayAnswerBytes);
    return {
      status: answer.statusCode ?? 502,
      fields: fieldsOf(answer),
      body,
      cut,
      durationMs: performance.now() - begun,
    };
  } catch (cause) {
    throw signal.aborted ? slow(cause) : unreachable(cause);
  }
}

async function readUpTo(answer: IncomingMessage, bytes: number): Promise<{ body: Buffer; cut: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer) {
    const bytesOfChunk = Buffer.from(chunk);
    chunks.push(bytesOfChunk);
    length += bytesOfChunk.length;
    // Leaving the loop ends the connection: what is left is never read.
    if (length > bytes) break;
  }
  return { body: Buffer.concat(chunks).subarray(0, bytes), cut: length > bytes };
}

function fieldsOf({ rawHeaders }: IncomingMessage): Field[] {
  return Array.from({ length: rawHeaders.length / 2 }, (_, at) => [
    rawHeaders[2 * at] ?? '',
    rawHeaders[2 * at + 1] ?? '',
  ]);
}

/** The value of the field `name` of an answer; empty when it is not there. */
export function fieldOf({ fields }: Pick<GatewayAnswer, 'fields'>, name: string): string {
  return fields.find(([one]) => one.toLowerCase() === name)?.[1] ?? '';
}

function slow(cause: unknown): Problem {
  const text = {
    en: `The answer did not come within ${limits.relayMs / 1000} seconds.`,
    fr: `La réponse n'est pas venue en ${limits.relayMs / 1000} secondes.`,
  };
  return new Problem('relay.gateway_slow', 504, text, { cause });
}

function unreachable(cause: unknown): Problem {
  const text = {
    en: 'The gateway of this environment does not answer: it may be starting. Try again in a moment.',
    fr: 'La passerelle de cet environnement ne répond pas : elle démarre peut-être. Réessayez dans un instant.',
  };
  return new Problem('relay.gateway_unreachable', 503, text, { cause });
}
