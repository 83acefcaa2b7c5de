/** A service behind the gateway: one target or several, each with its connections; the least loaded takes the request. */
import { Pool } from '#http1/client/pool.ts';
import type { AnswerSink, ClientRequest } from '#http1/client/request.ts';
import type { UpstreamSettings, UpstreamTarget } from '#http1/client/settings.ts';

export type UpstreamOptions = Omit<UpstreamSettings, 'target'> & { readonly targets: readonly UpstreamTarget[] };

export class Upstream {
  readonly #pools: readonly Pool[];

  constructor({ targets, ...settings }: UpstreamOptions) {
    this.#pools = targets.map(
      (target) => new Pool({ ...settings, target }, (request, sink, pool) => this.#sendElsewhere(request, sink, pool)),
    );
  }

  /** Sends a request to the least loaded target that is not left alone; tells `sink` when there is none. */
  send(request: ClientRequest, sink: AnswerSink): void {
    if (!this.#sendElsewhere(request, sink)) sink.onFailure({ reason: 'refused', detail: 'failed too often just now' });
  }

  /** Takes back a request that still waits for a connection. */
  forget(sink: AnswerSink): void {
    this.#pools.some((pool) => pool.forget(sink));
  }

  /** Milliseconds until a target may be tried again, 0 when one may now. */
  get retryAfterMs(): number {
    const nowMs = this.#pools[0]?.settings.deadlines.nowMs ?? 0;
    const earliest = Math.min(...this.#pools.map((pool) => pool.health.ejectedUntilMs));
    return Math.max(0, earliest - nowMs);
  }

  /** Connections close as they become free. */
  retire(): void {
    for (const pool of this.#pools) pool.retire();
  }

  close(): void {
    for (const pool of this.#pools) pool.close();
  }

  #sendElsewhere(request: ClientRequest, sink: AnswerSink, failed: Pool | null = null): boolean {
    let best: Pool | null = null;
    for (const pool of this.#pools) {
      if (pool === failed || !pool.health.admits(pool.settings.deadlines.nowMs)) continue;
      if (best === null || pool.load < best.load) best = pool;
    }
    if (best === null) return false;
    best.send(request, sink);
    return true;
  }
}
