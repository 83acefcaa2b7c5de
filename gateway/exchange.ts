/**
 * One request and its answer, from the parsed head to the last byte: judge the head, decide, forward or refuse. Nothing
 * goes upstream before the decision.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '#base/clock.ts';
import { newRandomId } from '#base/ids.ts';
import type { Log } from '#base/log.ts';
import type { CompiledRoute, CompiledSnapshot } from '#gateway/decide/compiled-snapshot.ts';
import { decide } from '#gateway/decide/decide.ts';
import type { Arrival, Decision, Refusal } from '#gateway/decide/decision.ts';
import { answerDirectly } from '#gateway/answer.ts';
import { isLoopback } from '#gateway/head/host.ts';
import { readRequestHead, type RequestHead } from '#gateway/head/request-head.ts';
import { healthAnswer, healthPath, type Health } from '#gateway/health.ts';
import { refusalAnswer, type RefusalOptions } from '#gateway/refusals/answer.ts';
import type { Reason } from '#gateway/refusals/reasons.ts';
import type { Environment } from '#gateway/snapshot.ts';
import type { Verifier } from '#gateway/tokens/verifier.ts';
import { relay } from '#gateway/relay.ts';
import type { IdentityHeaders } from '#gateway/upstream/identity-header.ts';
import { apiRequestFields, passageRequestFields, type Connection } from '#gateway/upstream/request-fields.ts';
import { corsFields } from '#gateway/upstream/response-fields.ts';
import type { Transport } from '#gateway/upstream/transport.ts';
import type { Fields } from '#gateway/head/fields.ts';

/** What all exchanges of a gateway share. */
export type ExchangeParts = {
  readonly snapshot: () => CompiledSnapshot | null;
  readonly health: () => Health;
  readonly verifier: Verifier;
  readonly identityHeaders: IdentityHeaders;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
};

/** What the listener knows about the request. */
export type ExchangeListener = {
  readonly environment: Environment | null;
  /** True for the plain listener on this machine's own addresses, which also tells the gateway's health. */
  readonly local: boolean;
  readonly connection: (request: IncomingMessage) => Connection;
};

type Exchange = {
  readonly parts: ExchangeParts;
  readonly listener: ExchangeListener;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
};

/** Serves one request; never throws. `expectsContinue`: the client waits for `100 Continue` before it sends its body. */
export async function serveExchange(
  parts: ExchangeParts,
  listener: ExchangeListener,
  request: IncomingMessage,
  response: ServerResponse,
  expectsContinue: boolean,
): Promise<void> {
  const exchange: Exchange = { parts, listener, request, response, requestId: newRandomId() };
  try {
    await judge(exchange, expectsContinue);
  } catch (cause) {
    parts.log.error('a request ended in a fault of the gateway', { requestId: exchange.requestId }, cause);
    if (response.headersSent) response.destroy();
    else refuseWith(exchange, 'gateway.fault', null);
  }
}

async function judge(exchange: Exchange, expectsContinue: boolean): Promise<void> {
  const { request, parts, listener } = exchange;
  const head = readRequestHead({
    method: request.method ?? '',
    target: request.url ?? '',
    httpVersion: request.httpVersion,
    rawHeaders: request.rawHeaders,
  });
  if ('fault' in head) {
    parts.log.warn('a request head was refused', { requestId: exchange.requestId, why: head.internal });
    exchange.response.shouldKeepAlive = false;
    return refuseWith(exchange, head.fault, null);
  }
  if (listener.local && head.path === healthPath && isLoopback(head.host)) {
    return answerDirectly(exchange.response, healthAnswer(parts.health(), exchange.requestId));
  }
  const snapshot = parts.snapshot();
  if (snapshot === null) return refuseWith(exchange, 'gateway.not_ready', head);
  const goOn = (): void => {
    if (expectsContinue) exchange.response.writeContinue();
  };
  const passage = snapshot.passages.get(head.host);
  return passage === undefined ? pass(exchange, head, goOn) : handThrough(exchange, head, passage, goOn);
}

/** A host that is handed through: no decision, and its own credentials. */
async function handThrough(exchange: Exchange, head: RequestHead, upstream: string, goOn: () => void): Promise<void> {
  const { parts, listener, requestId, request } = exchange;
  goOn();
  const connection = listener.connection(request);
  const failure = await relay(exchange, {
    upstream,
    head,
    target: head.query === null ? head.path : `${head.path}?${head.query}`,
    fields: passageRequestFields({ head, connection, requestId }),
    cors: null,
    transport: parts.transport,
  });
  if (failure !== null) refuseWith(exchange, failure, head);
}

/** A call to an API: decided first, with the token verified on the way where it is not known yet. */
async function pass(exchange: Exchange, head: RequestHead, goOn: () => void): Promise<void> {
  const { decision, snapshot } = await decideWithToken(exchange, { head, environment: exchange.listener.environment });
  if (decision.kind === 'refuse') return refuseDecided(exchange, decision, head);
  if (decision.kind === 'preflight') {
    const fields: Fields = [...decision.fields, ['x-request-id', exchange.requestId]];
    return answerDirectly(exchange.response, { status: 204, fields, body: '' });
  }
  const { parts, listener, request, requestId } = exchange;
  const { route, caller, target } = decision;
  const identity = parts.identityHeaders.headerFor(snapshot, route, caller);
  goOn();
  const failure = await relay(exchange, {
    upstream: route.upstream,
    head,
    target,
    fields: apiRequestFields({ head, connection: listener.connection(request), requestId }, identity),
    cors: corsFields(route, caller.application.origins, head.fields),
    transport: parts.transport,
  });
  if (failure !== null) refuseWith(exchange, failure, head, route);
}

type Decided = {
  readonly decision: Exclude<Decision, { kind: 'verify' }>;
  readonly snapshot: CompiledSnapshot;
};

async function decideWithToken({ parts }: Exchange, arrival: Arrival): Promise<Decided> {
  const before = currentSnapshot(parts);
  const first = decide(arrival, before, parts.clock.nowMs());
  if (first.kind !== 'verify') return { decision: first, snapshot: before };
  const verdict = await parts.verifier.verify(first.token, first.issuer);
  const snapshot = currentSnapshot(parts);
  const decision = decide(arrival, snapshot, parts.clock.nowMs(), verdict);
  if (decision.kind === 'verify') throw new Error('decided with a verdict, and asked for one again');
  return { decision, snapshot };
}

function currentSnapshot(parts: ExchangeParts): CompiledSnapshot {
  const snapshot = parts.snapshot();
  if (snapshot === null) throw new Error('a snapshot that was there is gone');
  return snapshot;
}

function refuseDecided(exchange: Exchange, refusal: Refusal, head: RequestHead): void {
  const { allow, retryAfterSeconds } = refusal;
  refuseWith(exchange, refusal.reason, head, refusal.route, { allow, retryAfterSeconds });
}

/** Answers with `reason` in the route's dialect; where a browser asks, so that its page may read the refusal too. */
function refuseWith(
  exchange: Exchange,
  reason: Reason,
  head: RequestHead | null,
  route: CompiledRoute | null = null,
  options: RefusalOptions = {},
): void {
  const { requestId, request, response } = exchange;
  const answer = refusalAnswer(
    route?.dialect ?? 'problem',
    reason,
    {
      requestId,
      contact: route?.contact ?? '',
      language: (request.headers['accept-language'] ?? '').toLowerCase().startsWith('fr') ? 'fr' : 'en',
      scopes: route?.requiredScopes ?? [],
    },
    options,
  );
  const cors = route === null || head === null ? null : corsFields(route, route.origins, head.fields);
  answerDirectly(response, { ...answer, fields: [...answer.fields, ...(cors ?? [])] });
}
