/** The place of one worker: it is filled anew whenever its worker dies, until it is closed. */
import type { AddressInfo } from 'node:net';
import type { Worker } from 'node:worker_threads';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { errorOf, reportSchema, type Errand, type Order, type Report } from '#gateway/workers/messages.ts';
import type { WorkerState } from '#gateway/figures/worker-state.ts';
import type { TracedBatch } from '#gateway/tracing/span.ts';
import type { UsageBatch } from '#gateway/usage/usage.ts';
import { openRestarts } from '#gateway/workers/restarts.ts';

export type SlotParts = {
  /** Starts a worker for this place; `first` when none has served here before. */
  readonly start: (first: boolean) => Worker;
  readonly log: Log;
  readonly writeLine: (line: string) => void;
  readonly takeUsage: (batch: UsageBatch) => void;
  readonly takeState: (state: WorkerState) => void;
  readonly takeTraced: (batch: TracedBatch) => void;
  /** The worker here has died and is replaced. */
  readonly died: () => void;
  /** Calls `then` after `ms`, and not when the signal says otherwise. */
  readonly after: (ms: number, then: () => void, signal: AbortSignal) => void;
};

export class Slot {
  readonly #parts: SlotParts;
  readonly #restarts = openRestarts();
  readonly #closed = new AbortController();
  readonly #listening = Promise.withResolvers<readonly AddressInfo[]>();
  readonly #ready = Promise.withResolvers<void>();
  readonly #errands = { reload: new Set<() => void>(), collect: new Set<() => void>() };
  #worker: Worker | null = null;
  #gone: Promise<void> = Promise.resolve();
  #stood = false;
  #serving = false;

  constructor(parts: SlotParts) {
    this.#parts = parts;
    // Whoever closes early asks for neither.
    this.#listening.promise.catch(() => undefined);
    this.#start();
  }

  /** Where the first worker listens. Fails with what it failed with. */
  get listening(): Promise<readonly AddressInfo[]> {
    return this.#listening.promise;
  }

  /** Settles when a worker here has its first snapshot. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** The worker of this moment listens and has a snapshot. */
  get serving(): boolean {
    return this.#serving;
  }

  /** Settles when it is done; at once for a worker that does not serve yet, or dies over it: its successor begins anew. */
  async run(errand: Errand): Promise<void> {
    if (!this.#serving) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#errands[errand].add(resolve);
    this.#order({ type: 'errand', errand });
    await promise;
  }

  /** Lets the worker end its requests, and ends it when it does not come to an end. */
  async close(): Promise<void> {
    this.#closed.abort();
    this.#order({ type: 'close' });
    const cut = setTimeout(() => void this.#worker?.terminate(), limits.drainMs * 2);
    await this.#gone;
    clearTimeout(cut);
  }

  #order(order: Order): void {
    this.#worker?.postMessage(order);
  }

  #start(): void {
    const worker = this.#parts.start(!this.#stood);
    const beganMs = performance.now();
    const gone = Promise.withResolvers<void>();
    this.#worker = worker;
    this.#gone = gone.promise;
    let cause: unknown;
    worker.on('message', (received: unknown) => this.#hear(reportSchema.parse(received)));
    worker.once('error', (failure: unknown) => (cause = failure));
    worker.once('exit', (code) => {
      this.#worker = null;
      this.#serving = false;
      this.#done('reload');
      this.#done('collect');
      this.#replace(code, cause, performance.now() - beganMs);
      gone.resolve();
    });
  }

  #hear(report: Report): void {
    if (report.type === 'log') return this.#parts.writeLine(report.line);
    if (report.type === 'usage') return this.#parts.takeUsage(report.batch);
    if (report.type === 'state') return this.#parts.takeState(report.state);
    if (report.type === 'traced') return this.#parts.takeTraced(report.batch);
    if (report.type === 'listening') {
      this.#stood = true;
      return this.#listening.resolve(report.addresses);
    }
    if (report.type === 'failed') return this.#failed(errorOf(report.failure));
    if (report.type === 'ready') {
      this.#serving = true;
      return this.#ready.resolve();
    }
    this.#done(report.errand);
  }

  #done(errand: Errand): void {
    for (const resolve of this.#errands[errand]) resolve();
    this.#errands[errand].clear();
  }

  #failed(failure: Error): void {
    if (this.#stood) this.#parts.log.error('a worker cannot start', {}, failure);
    else this.#listening.reject(failure);
  }

  #replace(code: number, cause: unknown, livedMs: number): void {
    if (this.#closed.signal.aborted) return;
    // The very first start fails the whole gateway, which says why; afterwards nothing ends the supervisor.
    if (!this.#stood) return this.#listening.reject(cause ?? new Error(`a worker ended with ${code}`));
    this.#parts.died();
    const pauseMs = this.#restarts.pauseMs(livedMs);
    this.#parts.log.error('a worker died and is replaced', { code, pauseMs }, cause);
    if (pauseMs === 0) this.#start();
    else this.#parts.after(pauseMs, () => this.#start(), this.#closed.signal);
  }
}
