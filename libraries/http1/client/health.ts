/**
 * Health by use: a target that fails several times in a row is left alone for a while, then tried by one request; each
 * failed trial doubles the while.
 */
export type HealthLimits = {
  readonly failuresToEject: number;
  readonly ejectionMs: number;
  readonly maximumEjectionMs: number;
};

export class Health {
  readonly #limits: HealthLimits;
  #failures = 0;
  #ejections = 0;
  #ejectedUntilMs = 0;

  constructor(limits: HealthLimits) {
    this.#limits = limits;
  }

  /** Failures in a row. */
  get failures(): number {
    return this.#failures;
  }

  /** Whether a request may go there now; after an ejection the first one to ask is the trial. */
  admits(nowMs: number): boolean {
    return this.#ejections === 0 || nowMs >= this.#ejectedUntilMs;
  }

  /** Says that a request goes there: no other trial for a while, however this one ends. */
  attempt(nowMs: number): void {
    if (this.#ejections > 0) this.#ejectedUntilMs = nowMs + this.#limits.ejectionMs;
  }

  /** When a target that is left alone may be tried again. */
  get ejectedUntilMs(): number {
    return this.#ejections === 0 ? 0 : this.#ejectedUntilMs;
  }

  succeed(): void {
    if (this.#failures === 0) return;
    this.#failures = 0;
    this.#ejections = 0;
  }

  fail(nowMs: number): void {
    this.#failures += 1;
    if (this.#failures < this.#limits.failuresToEject) return;
    const { ejectionMs, maximumEjectionMs } = this.#limits;
    this.#ejectedUntilMs = nowMs + Math.min(ejectionMs * 2 ** Math.min(this.#ejections, 20), maximumEjectionMs);
    this.#ejections += 1;
  }
}
