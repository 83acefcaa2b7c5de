/**
 * One request's way through the gateway: its head is judged, the decision taken, the token verified on the way where it is
 * not known yet, then it is relayed or refused. Nothing here waits unless somebody has to be asked.
 */
import type { Clock } from '#base/clock.ts';
import { newRequestId } from '#base/ids.ts';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { answerDirectly } from '#gateway/answer.ts';
import type { CompiledRoute, CompiledSnapshot } from '#gateway/decide/compiled-snapshot.ts';
import { decide } from '#gateway/decide/decide.ts';
import type { Arrival, Decision, Forward, KnownTokens, Refusal, TokenVerdict } from '#gateway/decide/decision.ts';
import { whyNoLonger } from '#gateway/decide/standing.ts';
import { kinds } from '#gateway/head/field-kinds.ts';
import { linesOfFields, type Fields } from '#gateway/head/fields.ts';
import { isLoopback } from '#gateway/head/host.ts';
import { readRequestHead, type RequestHead } from '#gateway/head/request-head.ts';
import { opensWebSocket } from '#gateway/head/web-socket.ts';
import { healthAnswer, healthPath, type Health } from '#gateway/health.ts';
import { refusalAnswer, type RefusalOptions } from '#gateway/refusals/answer.ts';
import type { Reason } from '#gateway/refusals/reasons.ts';
import { Relay, type RelayOwner } from '#gateway/relay.ts';
import type { Environment } from '#gateway/snapshot.ts';
import type { TunnelTimes } from '#gateway/tunnel.ts';
import type { Verifier } from '#gateway/tokens/verifier.ts';
import { answerText, corsFields } from '#gateway/upstream/answer-text.ts';
import type { IdentityHeaders } from '#gateway/upstream/identity-header.ts';
import { apiRequestText, passageRequestText, type Sent } from '#gateway/upstream/request-text.ts';
import type { Service, Upstreams } from '#gateway/upstream/upstreams.ts';
import type { Deadlines } from '#libraries/http1/deadlines.ts';
import type { Exchange } from '#libraries/http1/exchange.ts';
import type { Head } from '#libraries/http1/head.ts';

/** What all exchanges of a gateway share. */
export type ExchangeParts = {
  readonly snapshot: () => CompiledSnapshot | null;
  readonly health: () => Health;
  readonly verifier: Verifier;
  readonly identityHeaders: IdentityHeaders;
  readonly upstreams: Upstreams;
  readonly deadlines: Deadlines;
  readonly tunnelTimes: TunnelTimes;
  readonly clock: Clock;
  readonly log: Log;
};

/** What the listener knows about its requests. */
export type ExchangeListener = {
  readonly environment: Environment | null;
  /** True for the plain listener on this machine's own addresses, which also tells the gateway's health. */
  readonly local: boolean;
  readonly trustProxy: boolean;
};

const neverEnds = (): string | null => null;

/** A request on its way. */
class Passage implements RelayOwner {
  readonly parts: ExchangeParts;
  readonly listener: ExchangeListener;
  readonly exchange: Exchange;
  readonly requestId = newRequestId();
  /** The API that is called, once it is known. */
  route: CompiledRoute | null = null;
  /** Field lines that the answer gets from us. */
  ourLines = '';
  /** Why a WebSocket that was opened here must end. */
  whyNoLonger = neverEnds;

  constructor(parts: ExchangeParts, listener: ExchangeListener, exchange: Exchange) {
    this.parts = parts;
    this.listener = listener;
    this.exchange = exchange;
  }

  get deadlines(): Deadlines {
    return this.parts.deadlines;
  }

  get tunnelTimes(): TunnelTimes {
    return this.parts.tunnelTimes;
  }

  answerText(answer: Head): string {
    return answerText(answer, this.requestId, this.route?.cors === true, this.ourLines);
  }

  onNoAnswer(reason: Reason, retryAfterMs: number, detail: string): void {
    this.warn('a request could not be relayed', detail);
    refuseWith(this, reason, retryAfterMs > 0 ? { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) } : {});
  }

  onCut(detail: string): void {
    this.warn('an answer broke off', detail);
  }

  warn(message: string, why: string): void {
    this.parts.log.warn(message, { requestId: this.requestId, why });
  }
}

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
  passage.parts.log.error('a request ended in a fault of the gateway', { requestId: passage.requestId }, cause);
  passage.exchange.closeAfter();
  refuseWith(passage, 'gateway.fault');
  // Where an answer had begun, nothing more can be said.
  passage.exchange.abort();
}

function judge(passage: Passage): void {
  const { exchange, parts, listener } = passage;
  const head = readRequestHead(exchange.head);
  if ('fault' in head) {
    passage.warn('a request head was refused', head.internal);
    exchange.closeAfter();
    return refuseWith(passage, head.fault);
  }
  if (listener.local && head.path === healthPath && isLoopback(head.host)) {
    return answerDirectly(exchange, healthAnswer(parts.health(), passage.requestId));
  }
  const snapshot = parts.snapshot();
  if (snapshot === null) return refuseWith(passage, 'gateway.not_ready');
  const handedTo = snapshot.passages.get(head.host);
  if (handedTo !== undefined) return handThrough(passage, head, handedTo);
  const arrival: Arrival = { head, environment: listener.environment };
  const decision = decide(arrival, snapshot, parts.clock.nowMs(), parts.verifier.known);
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
  const service = parts.upstreams.at(route.upstream, route.upstreamAuthority);
  const identity = parts.identityHeaders.headerFor(snapshot, route, caller);
  const upgrade = route.webSocket && opensWebSocket(head.message) ? 'websocket' : null;
  const text = apiRequestText(sent(passage, head, service.pathPrefix + target, upgrade), service.authority, identity);
  const cors = corsFields(route, caller.application.origins, head.message);
  passage.route = route;
  passage.ourLines = cors === null ? '' : linesOfFields(cors);
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
  { listener, exchange, requestId }: Passage,
  head: RequestHead,
  target: string,
  upgrade: Sent['upgrade'],
): Sent {
  const { address, secure } = exchange;
  return { head, target, connection: { address, secure, trustProxy: listener.trustProxy }, requestId, upgrade };
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
  new Relay(passage, service, request).start();
}

function refuseDecided(passage: Passage, refusal: Refusal): void {
  const { allow, retryAfterSeconds } = refusal;
  passage.route = refusal.route;
  refuseWith(passage, refusal.reason, { allow, retryAfterSeconds });
}

/** Answers with `reason` in the route's dialect; where a browser asks, so that its page may read the refusal too. */
function refuseWith({ requestId, exchange, route }: Passage, reason: Reason, options: RefusalOptions = {}): void {
  const answer = refusalAnswer(
    route?.dialect ?? 'problem',
    reason,
    {
      requestId,
      contact: route?.contact ?? '',
      language: exchange.head.value(kinds.acceptLanguage)?.toLowerCase().startsWith('fr') === true ? 'fr' : 'en',
      scopes: route?.requiredScopes ?? [],
    },
    options,
  );
  const cors = route === null ? null : corsFields(route, route.origins, exchange.head);
  answerDirectly(exchange, { ...answer, fields: [...answer.fields, ...(cors ?? [])] });
}
