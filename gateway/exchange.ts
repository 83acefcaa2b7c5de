/**
 * One request's way through the gateway: its head is judged, the decision taken, the token verified on the way where it is
 * not known yet, then it is relayed or refused. Nothing here waits unless somebody has to be asked.
 */
import { limits } from '#base/limits.ts';
import { answerDirectly } from '#gateway/answer.ts';
import type { CompiledSnapshot } from '#gateway/decide/compiled-snapshot.ts';
import { decide } from '#gateway/decide/decide.ts';
import type { Arrival, Decision, Forward, KnownTokens, Refusal, TokenVerdict } from '#gateway/decide/decision.ts';
import { whyNoLonger } from '#gateway/decide/standing.ts';
import { linesOfFields, type Fields } from '#gateway/head/fields.ts';
import { isLoopback } from '#gateway/head/host.ts';
import { readRequestHead, type RequestHead } from '#gateway/head/request-head.ts';
import { opensWebSocket } from '#gateway/head/web-socket.ts';
import { healthAnswer, healthPath } from '#gateway/health.ts';
import { limitFields, limitLines, type LimitFields } from '#gateway/limits/limit-fields.ts';
import type { Verdict } from '#gateway/limits/verdict.ts';
import { Passage, type ExchangeListener, type ExchangeParts } from '#gateway/passage.ts';
import { Relay } from '#gateway/relay.ts';
import { beginTrace } from '#gateway/tracing/trace.ts';
import { answered, corsFields } from '#gateway/upstream/answer-text.ts';
import { apiRequestText, passageRequestText, type Sent } from '#gateway/upstream/request-text.ts';
import type { Service } from '#gateway/upstream/upstreams.ts';
import type { Exchange } from '#libraries/http1/exchange.ts';

/** Serves one request; never throws. */
export function serveExchange(parts: ExchangeParts, listener: ExchangeListener, exchange: Exchange): void {
  const passage = new Passage(parts, listener, exchange);
  try {
    judge(passage);
  } catch (cause) {
    fault(passage, cause);
  }
}

function fault(passage: Passage, cause: unknown): void {
  passage.parts.log.error(
    'a request ended in a fault of the gateway',
    { requestId: passage.requestId, traceId: passage.trace?.traceId },
    cause,
  );
  passage.exchange.closeAfter();
  passage.refuse('gateway.fault');
  // Where an answer had begun, nothing more can be said.
  passage.exchange.abort();
}

function judge(passage: Passage): void {
  const { exchange, parts, listener } = passage;
  const head = readRequestHead(exchange.head);
  if ('fault' in head) {
    passage.warn('a request head was refused', head.internal);
    exchange.closeAfter();
    return passage.refuse(head.fault);
  }
  if (listener.local && head.path === healthPath && isLoopback(head.host)) {
    return answerDirectly(exchange, healthAnswer(parts.health(), passage.requestId));
  }
  passage.head = head;
  passage.trace = beginTrace(head.message, parts.tracing);
  const snapshot = parts.snapshot();
  if (snapshot === null) return passage.refuse('gateway.not_ready');
  const handedTo = snapshot.passages.get(head.host);
  if (handedTo !== undefined) return handThrough(passage, head, handedTo);
  const arrival: Arrival = { head, environment: listener.environment };
  const decision = decide(arrival, snapshot, passage.nowMs, parts.verifier.known);
  if (decision.kind !== 'verify') return carryOut(passage, head, snapshot, decision);
  void verifyFirst(passage, arrival, decision);
}

/** Has the token verified, and decides again by the snapshot of that moment; never throws. */
async function verifyFirst(
  passage: Passage,
  arrival: Arrival,
  { token, issuer }: Extract<Decision, { kind: 'verify' }>,
): Promise<void> {
  const { parts } = passage;
  try {
    const verdict = await parts.verifier.verify(token, issuer);
    const snapshot = parts.snapshot();
    if (!passage.exchange.open || snapshot === null) return;
    const decision = decide(arrival, snapshot, parts.clock.nowMs(), () => verdict);
    if (decision.kind === 'verify') throw new Error('decided with a verdict, and asked for one again');
    passage.waited = true;
    carryOut(passage, arrival.head, snapshot, decision);
  } catch (cause) {
    fault(passage, cause);
  }
}

function carryOut(
  passage: Passage,
  head: RequestHead,
  snapshot: CompiledSnapshot,
  decision: Exclude<Decision, { kind: 'verify' }>,
): void {
  if (decision.kind === 'forward') return forward(passage, head, snapshot, decision);
  if (decision.kind === 'refuse') return refuseDecided(passage, decision);
  const fields: Fields = [...decision.fields, ['x-request-id', passage.requestId]];
  return answerDirectly(passage.exchange, { status: 204, fields, body: '' });
}

/** A host that is handed through: no decision, and its own credentials. */
function handThrough(passage: Passage, head: RequestHead, address: string): void {
  const service = passage.parts.upstreams.at(address, null);
  const below = head.query === null ? head.path : `${head.path}?${head.query}`;
  const text = passageRequestText(sent(passage, head, service.pathPrefix + below, null));
  relay(passage, head, service, text, null);
}

function forward(passage: Passage, head: RequestHead, snapshot: CompiledSnapshot, decision: Forward): void {
  const { parts } = passage;
  const { route, caller, target } = decision;
  passage.route = route;
  passage.application = caller.application;
  passage.caller = caller;
  // The one effect of a decision, and therefore its last step: a request that is refused is not counted.
  if (caller.limit === undefined) caller.limit = parts.limiter.limitFor(snapshot, route, caller.application);
  const { limit } = caller;
  if (limit !== null) {
    const verdict = parts.limiter.take(limit, passage.beganMs, passage.nowMs);
    if (verdict.refusedBy !== null) return refuseLimited(passage, limit.fields, verdict);
    passage.flagged = verdict.flagged;
    passage.limitLines = limitLines(limit.fields, verdict);
    passage.ourLines = passage.limitLines;
    passage.answered = answered.limits;
  }
  if (route.deprecationLines !== '') {
    passage.ourLines += route.deprecationLines;
    passage.answered |= answered.deprecation;
  }
  const service = parts.upstreams.at(route.upstream, route.upstreamAuthority);
  const identity = parts.identityHeaders.headerFor(snapshot, route, caller, passage.nowMs);
  const upgrade = route.webSocket && opensWebSocket(head.message) ? 'websocket' : null;
  const text = apiRequestText(sent(passage, head, service.pathPrefix + target, upgrade), service.authority, identity);
  const cors = corsFields(route, caller.application.origins, head.message);
  if (cors !== null) {
    passage.ourLines += linesOfFields(cors);
    passage.answered |= answered.cors;
  }
  if (upgrade !== null) passage.whyNoLonger = standing(passage, head);
  relay(passage, head, service, text, upgrade);
}

/** Asks again, by the snapshot of the moment, what was decided about `head` just now. */
function standing({ parts, listener }: Passage, head: RequestHead): () => string | null {
  const arrival: Arrival = { head, environment: listener.environment };
  // Kept here: the verifier forgets tokens when there are many, and this one must be judged for as long as it is used.
  let verdict: TokenVerdict | undefined;
  const known: KnownTokens = (token, issuer) => (verdict ??= parts.verifier.known(token, issuer));
  const ask = (): string | null => {
    const snapshot = parts.snapshot();
    return snapshot === null ? null : whyNoLonger(arrival, snapshot, parts.clock.nowMs(), known);
  };
  ask();
  return ask;
}

function sent(
  { listener, exchange, requestId, trace }: Passage,
  head: RequestHead,
  target: string,
  upgrade: Sent['upgrade'],
): Sent {
  const { address, secure } = exchange;
  return {
    head,
    target,
    address,
    secure,
    trustProxy: listener.trustProxy,
    requestId,
    upgrade,
    traceLines: trace?.lines ?? '',
  };
}

/** Methods that may be sent twice (RFC 9110 §9.2.2). */
const idempotentMethods = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']);

function relay(passage: Passage, head: RequestHead, service: Service, text: string, upgrade: Sent['upgrade']): void {
  const request = {
    head: text,
    body: passage.exchange.wholeBody,
    bodylessAnswer: head.method === 'HEAD',
    idempotent: idempotentMethods.has(head.method),
    upgrade: upgrade !== null,
    furtherTargets: limits.upstreamFurtherTargets,
  };
  passage.sending();
  new Relay(passage, service, request).start();
}

function refuseDecided(passage: Passage, refusal: Refusal): void {
  const { allow, retryAfterSeconds } = refusal;
  passage.route = refusal.route;
  passage.application = refusal.application;
  passage.refuse(refusal.reason, { allow, retryAfterSeconds });
}

/** A limit is reached: says which, and when to come again. */
function refuseLimited(passage: Passage, fields: LimitFields, verdict: Verdict): void {
  const { refusedBy, retryAfterSeconds } = verdict;
  if (refusedBy === null) throw new Error('refused by no limit');
  passage.refuse(refusedBy, { retryAfterSeconds, fields: limitFields(fields, verdict) });
}
