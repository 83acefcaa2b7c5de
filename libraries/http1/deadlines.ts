/**
 * Time-outs without a timer each: whoever has a deadline stands in one set that is walked from time to time. Setting a
 * deadline is then writing a number, which a request does several times.
 */

export type Timed = {
  /** On the clock of `Deadlines.nowMs`; infinite for none. */
  deadlineMs: number;
  /** Called once the deadline has passed, on every walk until it is moved or the member is gone. */
  readonly expire: () => void;
};

/**
 * A walk that comes later than this found a thread that stood still, or had no processor: what lay ready for it meanwhile
 * was nobody's fault, and who came during that time began by the clock of before it.
 */
const longestDelayMs = 250;

export class Deadlines {
  /** Time of the last walk on a clock of its own, which leaves out the time in which this thread stood still. */
  nowMs = performance.now();
  #walkedMs = this.nowMs;
  readonly #members = new Set<Timed>();
  readonly #stepMs: number;
  readonly #timer: NodeJS.Timeout;

  /** Members expire at most `stepMs` late while the thread runs, and never early. */
  constructor(stepMs: number) {
    this.#stepMs = stepMs;
    this.#timer = setInterval(() => this.#walk(), stepMs);
    this.#timer.unref();
  }

  add(member: Timed): void {
    this.#members.add(member);
  }

  delete(member: Timed): void {
    this.#members.delete(member);
  }

  /** Gives the deadline that lies `ms` from now; `nowMs` may be one step old. */
  in(ms: number): number {
    return this.nowMs + this.#stepMs + ms;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#members.clear();
  }

  #walk(): void {
    const walkedMs = performance.now();
    this.nowMs += Math.min(walkedMs - this.#walkedMs, this.#stepMs + longestDelayMs);
    this.#walkedMs = walkedMs;
    for (const member of this.#members) {
      if (member.deadlineMs <= this.nowMs) member.expire();
    }
  }
}
