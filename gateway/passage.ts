/** A request on its way through the gateway, and how it ends: relayed, refused or broken off, and recorded. */
import type { Clock } from '#base/clock.ts';
import { newRequestId } from '#base/ids.ts';
import type { Log } from '#base/log.ts';
import { answerDirectly } from '#gateway/answer.ts';
import type { CompiledApplication, CompiledRoute, CompiledSnapshot } from '#gateway/decide/compiled-snapshot.ts';
import type { Caller } from '#gateway/decide/decision.ts';
import { apiName, type BrokenTally } from '#gateway/figures/broken.ts';
import { kinds } from '#gateway/head/field-kinds.ts';
import { fieldsOfLines } from '#gateway/head/fields.ts';
import type { RequestHead } from '#gateway/head/request-head.ts';
import type { Health } from '#gateway/health.ts';
import type { Limiter } from '#gateway/limits/limiter.ts';
import { refusalAnswer, type RefusalOptions } from '#gateway/refusals/answer.ts';
import type { Reason } from '#gateway/refusals/reasons.ts';
import type { RelayOwner } from '#gateway/relay.ts';
import type { Environment } from '#gateway/snapshot.ts';
import type { TracedBuffer } from '#gateway/tracing/span.ts';
import type { Trace, TracingSettings } from '#gateway/tracing/trace.ts';
import type { Verifier } from '#gateway/tokens/verifier.ts';
import type { TunnelTimes } from '#gateway/tunnel.ts';
import { answered, answerText, corsFields } from '#gateway/upstream/answer-text.ts';
import type { IdentityHeaders } from '#gateway/upstream/identity-header.ts';
import type { Upstreams } from '#gateway/upstream/upstreams.ts';
import type { Outcome } from '#gateway/usage/parcel.ts';
import type { Served } from '#gateway/usage/served.ts';
import { operationOf } from '#gateway/usage/operation.ts';
import type { Usage } from '#gateway/usage/usage.ts';
import type { Deadlines } from '#libraries/http1/deadlines.ts';
import type { Exchange } from '#libraries/http1/exchange.ts';
import type { Head } from '#libraries/http1/head.ts';

/** What all exchanges of a gateway share. */
export type ExchangeParts = {
  readonly snapshot: () => CompiledSnapshot | null;
  readonly health: () => Health;
  readonly verifier: Verifier;
  readonly identityHeaders: IdentityHeaders;
  readonly limiter: Limiter;
  readonly upstreams: Upstreams;
  readonly deadlines: Deadlines;
  readonly tunnelTimes: TunnelTimes;
  readonly usage: Usage;
  readonly broken: BrokenTally;
  readonly tracing: TracingSettings;
  readonly traced: TracedBuffer;
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

export class Passage implements RelayOwner {
  readonly parts: ExchangeParts;
  readonly listener: ExchangeListener;
  readonly exchange: Exchange;
  readonly requestId = newRequestId();
  /** The judged head; null for what is no request. */
  head: RequestHead | null = null;
  /** The API that is called, and who calls, once they are known. */
  route: CompiledRoute | null = null;
  application: CompiledApplication | null = null;
  /** Of a call that is forwarded. */
  caller: Caller | null = null;
  /** What every answer says of the limits that the call was taken from; field lines. */
  limitLines = '';
  /** All field lines that the upstream's answer gets from us, and which of its own they stand for (a sum of `answered`). */
  ourLines = '';
  answered: number = answered.nothing;
  /** Let through above a quota whose plan says so. */
  flagged = false;
  /** The trace that it belongs to; null: none. */
  trace: Trace | null = null;
  /** Why a WebSocket that was opened here must end. */
  whyNoLonger = neverEnds;
  /** Somebody had to be asked before it could be decided. */
  waited = false;
  /** When its head was complete, on the monotonic clock and on the wall's. */
  readonly beganMs = performance.now();
  readonly nowMs: number;
  /** Negative before it was sent upstream. */
  #sentMs = -1;

  constructor(parts: ExchangeParts, listener: ExchangeListener, exchange: Exchange) {
    this.parts = parts;
    this.listener = listener;
    this.exchange = exchange;
    this.nowMs = parts.clock.nowMs();
  }

  get deadlines(): Deadlines {
    return this.parts.deadlines;
  }

  get tunnelTimes(): TunnelTimes {
    return this.parts.tunnelTimes;
  }

  /** The request goes upstream now. */
  sending(): void {
    this.#sentMs = this.waited ? performance.now() : this.beganMs;
  }

  answerText(answer: Head): string {
    return answerText(answer, this.requestId, this.answered, this.ourLines);
  }

  onNoAnswer(reason: Reason, retryAfterMs: number, detail: string): void {
    this.warn('a request could not be relayed', detail);
    this.refuse(reason, retryAfterMs > 0 ? { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) } : {});
  }

  onCut(detail: string): void {
    this.warn('an answer broke off', detail);
  }

  onDone(outcome: Outcome, status: number, requestBytes: number, answerBytes: number): void {
    // What is handed through is no call to an API: whoever answers it counts and logs it.
    if (this.route === null) return;
    if (outcome === 'cut' || outcome === 'abandoned') this.parts.broken.add(this.route, outcome);
    this.#record(outcome, status, null, requestBytes, answerBytes);
  }

  /** Answers with `reason` in the route's dialect; where a browser asks, so that its page may read the refusal too. */
  refuse(reason: Reason, options: RefusalOptions = {}): void {
    const { exchange, requestId, route } = this;
    if (!exchange.open) return;
    const { head } = exchange;
    const language = head.value(kinds.acceptLanguage)?.toLowerCase().startsWith('fr') === true ? 'fr' : 'en';
    const details = {
      requestId,
      contact: route?.contact ?? '',
      help: route?.help,
      language,
      scopes: route?.requiredScopes ?? [],
    } as const;
    const told = { fields: fieldsOfLines(this.limitLines), ...options };
    const leaving = route === null || route.deprecationLines === '' ? [] : fieldsOfLines(route.deprecationLines);
    const answer = refusalAnswer(route?.dialect ?? 'problem', reason, details, told);
    const cors = route === null ? null : corsFields(route, route.origins, head);
    answerDirectly(exchange, { ...answer, fields: [...answer.fields, ...(cors ?? []), ...leaving] });
    this.#record('refused', answer.status, reason, 0, answer.body.length);
  }

  warn(message: string, why: string): void {
    this.parts.log.warn(message, { requestId: this.requestId, traceId: this.trace?.traceId, why });
  }

  #record(outcome: Outcome, status: number, reason: Reason | null, requestBytes: number, answerBytes: number): void {
    const endedMs = performance.now();
    const { requestId, route, application, head } = this;
    const served = {
      atMs: this.nowMs,
      requestId,
      outcome,
      route,
      application,
      method: head?.method ?? null,
      path: head?.path ?? null,
      status,
      reason,
      flagged: this.flagged,
      traceId: this.trace === null ? null : this.trace.traceId,
      requestBytes,
      answerBytes,
      totalMs: endedMs - this.beganMs,
      upstreamMs: this.#sentMs < 0 ? -1 : endedMs - this.#sentMs,
    };
    this.parts.usage.record(served, this.caller);
    if (this.trace !== null && this.trace.spans !== null) this.#noteTrace(this.trace, this.trace.spans, served);
  }

  #noteTrace(trace: Trace, spans: NonNullable<Trace['spans']>, served: Served): void {
    const { route, status, outcome, reason, requestId, totalMs, method } = served;
    const sentAfterMs = this.#sentMs - this.beganMs;
    const wasSent = this.#sentMs >= 0;
    this.parts.traced.add({
      ...{ traceId: trace.traceId, parentId: trace.parentId, state: trace.state, serverId: spans.server },
      upstreamId: wasSent ? spans.upstream : null,
      ...{ beganMs: this.nowMs, sentAfterMs: wasSent ? sentAfterMs : 0, endedAfterMs: totalMs },
      ...{ method, status, outcome, reason, requestId, secure: this.exchange.secure },
      route: route === null ? null : route.basePath + (operationOf(served) ?? ''),
      api: route === null ? null : apiName(route),
      environment: route?.environment ?? null,
    });
  }
}
