/**
 * A WebSocket that is open: bytes as they are, in both directions, each at the pace of its slower side. It ends when
 * both sides have ended theirs, when one dies, after a long silence, and when whoever opened it would be refused by now.
 */
import type { Sending } from '#libraries/http1/client/request.ts';
import type { Deadlines, Timed } from '#libraries/http1/deadlines.ts';
import type { AnswerWatch, BodySink, Exchange } from '#libraries/http1/exchange.ts';

export type TunnelTimes = {
  /** Silence in both directions after which it is cut. */
  readonly idleMs: number;
  /** How often it is asked whether it may stay. */
  readonly checkMs: number;
};

/** What a tunnel asks of whoever has ordered it. */
export type TunnelOwner = {
  readonly exchange: Exchange;
  readonly deadlines: Deadlines;
  readonly tunnelTimes: TunnelTimes;
  /** Says why it must end; null as long as it may stay. */
  readonly whyNoLonger: () => string | null;
  /** It, or an answer after its head, was cut, and not by the client. */
  readonly onCut: (detail: string) => void;
};

export class Tunnel implements BodySink, AnswerWatch, Timed {
  deadlineMs: number;
  readonly #owner: TunnelOwner;
  readonly #exchange: Exchange;
  /** The upstream's side. */
  readonly #sending: Sending;
  #movedMs: number;
  #clientEnded = false;
  #upstreamEnded = false;
  #done = false;

  constructor(owner: TunnelOwner, sending: Sending) {
    this.#owner = owner;
    this.#exchange = owner.exchange;
    this.#sending = sending;
    this.#movedMs = owner.deadlines.nowMs;
    this.deadlineMs = owner.deadlines.in(owner.tunnelTimes.checkMs);
  }

  /** Turns the client's connection over; false when it cannot be, and nothing was sent. */
  open(head: string): boolean {
    this.#exchange.watch = this;
    if (!this.#exchange.tunnel(head, this)) return false;
    this.#owner.deadlines.add(this);
    return true;
  }

  // From the client.

  onBody(data: Buffer): void {
    this.#movedMs = this.#owner.deadlines.nowMs;
    if (!this.#sending.writeRaw(data)) this.#exchange.pauseBody();
  }

  onBodyEnd(): void {
    this.#clientEnded = true;
    this.#sending.endRaw();
    this.#endWithBoth();
  }

  onBodyFault(): void {
    this.cut('the client broke off');
  }

  onDrain(): void {
    this.#sending.resume();
  }

  onAbort(): void {
    if (this.#end()) this.#sending.abandon();
  }

  // From the upstream.

  onUpstreamBytes(data: Buffer): void {
    this.#movedMs = this.#owner.deadlines.nowMs;
    if (!this.#exchange.writeAnswer(data)) this.#sending.pause();
  }

  onUpstreamEnd(): void {
    this.#upstreamEnded = true;
    this.#exchange.endAnswer();
    this.#endWithBoth();
  }

  /** Breaks both sides off; neither can take what it got for the whole. */
  cut(detail: string): void {
    if (!this.#end()) return;
    this.#sending.abandon();
    this.#exchange.abort();
    this.#owner.onCut(detail);
  }

  readonly expire = (): void => {
    const { deadlines, tunnelTimes } = this.#owner;
    const silent = deadlines.nowMs - this.#movedMs > tunnelTimes.idleMs;
    const why = silent ? 'silence' : this.#owner.whyNoLonger();
    if (why !== null) return this.cut(why);
    this.deadlineMs = deadlines.in(tunnelTimes.checkMs);
  };

  #endWithBoth(): void {
    if (this.#clientEnded && this.#upstreamEnded) this.#end();
  }

  /** True the first time. */
  #end(): boolean {
    if (this.#done) return false;
    this.#done = true;
    this.#owner.deadlines.delete(this);
    return true;
  }
}
