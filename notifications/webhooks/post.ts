/** One call of a webhook: a POST over a connection of its own, bounded in time and in what is read of the answer. */
import { Agent as PlainAgent, request as plainRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { isIP } from 'node:net';
import { limits } from '#base/limits.ts';
import { isPublicAddress } from '#notifications/webhooks/public-address.ts';
import { ClosedAddress, guardedLookup, hostOf, openResolve, type Resolve } from '#notifications/webhooks/target.ts';

export const failures = [
  /** The address leads to this machine or a private network. */
  'closed-address',
  /** The name has no address. */
  'unresolved',
  /** Nobody answers there. */
  'unreachable',
  /** No TLS, or a certificate that is not valid for the name. */
  'tls',
  /** It took too long. */
  'timed-out',
  /** The connection broke, or what came was no HTTP. */
  'broken',
  /** The answer leads elsewhere (3xx): it is not followed. */
  'redirected',
  /** The receiver wants no more (410). */
  'gone',
  /** Any other status than 2xx. */
  'status',
] as const;
export type Failure = (typeof failures)[number];

export type Outcome = {
  /** Null: it was taken (2xx). */
  readonly failure: Failure | null;
  /** Null: there was no answer. */
  readonly status: number | null;
  /** The beginning of the answer's body; without an answer, what the failure says of itself. */
  readonly answer: string;
  readonly latencyMs: number;
};

export type Call = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Calls; rejects only when `signal` aborts. */
export type Post = (call: Call, signal: AbortSignal) => Promise<Outcome>;

type PostOptions = {
  /** True: plain HTTP and private addresses are called too. */
  readonly privateTargets: boolean;
  /** How names are resolved; left out: as `openResolve` does. */
  readonly resolve?: Resolve;
  /** Certificate authority to trust instead of the usual ones, PEM. */
  readonly authority?: string;
};

/** Opens the way to webhooks. Nothing is kept between two calls: neither connections nor TLS sessions. */
export function openPost({ privateTargets, resolve = openResolve({ privateTargets }), authority }: PostOptions): Post {
  const lookup = guardedLookup(resolve, { privateTargets });

  function send({ url, headers, body }: Call): ClientRequest {
    const target = new URL(url);
    const host = hostOf(target);
    // A connection to an address looks nothing up.
    if (isIP(host) !== 0 && !privateTargets && !isPublicAddress(host))
      throw new ClosedAddress(`${host} is in a private network`);
    if (target.protocol !== 'https:' && !privateTargets) throw new ClosedAddress('plain HTTP');
    const options = {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      maxHeaderSize: limits.webhookHeadBytes,
      lookup,
    };
    const sent =
      target.protocol === 'https:'
        ? tlsRequest(target, { ...options, ca: authority, agent: new TlsAgent({ keepAlive: false }) })
        : plainRequest(target, { ...options, agent: new PlainAgent({ keepAlive: false }) });
    sent.end(body);
    return sent;
  }

  return async (call, signal) => {
    const startedAt = performance.now();
    const outcome = await exchange(() => send(call), signal);
    return { ...outcome, latencyMs: Math.round(performance.now() - startedAt) };
  };
}

type Exchanged = Omit<Outcome, 'latencyMs'>;

async function exchange(send: () => ClientRequest, signal: AbortSignal): Promise<Exchanged> {
  const deadlines = new AbortController();
  const timers = [setTimeout(() => deadlines.abort(new Late('no end')), limits.webhookTotalMs)];
  const either = AbortSignal.any([signal, deadlines.signal]);
  let sent: ClientRequest | undefined;
  try {
    signal.throwIfAborted();
    sent = send();
    const connecting = setTimeout(() => deadlines.abort(new Late('no connection')), limits.webhookConnectMs);
    timers.push(connecting);
    const answer = await answerTo(sent, either, () => clearTimeout(connecting));
    return judge(answer.statusCode ?? 0, await readBeginning(answer, either));
  } catch (cause) {
    signal.throwIfAborted();
    return { status: null, failure: failureOf(cause), answer: textOf(cause) };
  } finally {
    for (const timer of timers) clearTimeout(timer);
    sent?.destroy();
  }
}

/** A deadline that has passed. */
class Late extends Error {}

/** Waits for the head of the answer. */
async function answerTo(sent: ClientRequest, signal: AbortSignal, connected: () => void): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const stop = (): void => reject(signal.reason);
  signal.addEventListener('abort', stop);
  sent.on('socket', (socket) => {
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', connected);
  });
  sent.on('response', resolve);
  // Later errors (of the body) are the answer's own to tell; without a listener they would end the process.
  sent.on('error', reject);
  sent.on('close', () => reject(new Error('the connection was closed')));
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Reads as much of the body as is kept. The status has been said: a body that breaks off or drags on changes nothing. */
async function readBeginning(answer: IncomingMessage, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = (): void => resolve();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  answer.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= limits.webhookAnswerBytes) stop();
  });
  for (const event of ['end', 'error', 'close']) answer.on(event, stop);
  await promise;
  signal.removeEventListener('abort', stop);
  return Buffer.concat(chunks).subarray(0, limits.webhookAnswerBytes);
}

function judge(status: number, body: Buffer): Exchanged {
  return { status, failure: failureOfStatus(status), answer: clean(body.toString('utf8')) };
}

function failureOfStatus(status: number): Failure | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return 'redirected';
  return status === 410 ? 'gone' : 'status';
}

const tlsCodes = /^(?:ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_|EPROTO)/;
const nameCodes = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ENODATA', 'ESERVFAIL', 'ETIMEOUT', 'EAI_FAIL', 'EBADNAME']);
const brokenCodes = /^(?:ECONNRESET|EPIPE|HPE_)/;

function failureOf(cause: unknown): Failure {
  if (cause instanceof ClosedAddress) return 'closed-address';
  if (cause instanceof Late) return 'timed-out';
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (tlsCodes.test(code)) return 'tls';
  if (nameCodes.has(code)) return 'unresolved';
  return code === '' || brokenCodes.test(code) ? 'broken' : 'unreachable';
}

function textOf(cause: unknown): string {
  if (!(cause instanceof Error)) return '';
  const [first] = cause instanceof AggregateError ? cause.errors : [];
  return clean(first instanceof Error ? first.message : cause.message);
}

/** Text that may be stored and shown: line breaks and tabs stay, other control characters go. */
function clean(text: string): string {
  return text
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim()
    .slice(0, limits.webhookAnswerBytes);
}
