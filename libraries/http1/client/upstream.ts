/** A service behind the gateway: one target or several, each with its connections; the least loaded takes the request. */
import { Pool, type Failover } from '#http1/client/pool.ts';
import type { AnswerSink, ClientRequest } from '#http1/client/request.ts';
import type { UpstreamSettings, UpstreamTarget } from '#http1/client/settings.ts';

export type UpstreamOptions = Omit<UpstreamSettings, 'target'> & { readonly targets: readonly UpstreamTarget[] };

export class Upstream {
  readonly #pools: readonly Pool[];
  /** Where a request could not be delivered: it must not go round between dead targets while another one lives. */
  readonly #tried = new WeakMap<ClientRequest, Set<Pool>>();
  /** Of targets with the same load each is the first in turn. */
  #turn = 0;

  constructor({ targets, ...settings }: UpstreamOptions) {
    const failOver: Failover = (request, sink, failed) => this.#failOver(failed, request, sink);
    this.#pools = targets.map((target) => new Pool({ ...settings, target }, failOver));
  }

  /** Sends a request to the least loaded target that is not left alone; tells `sink` when there is none. */
  send(request: ClientRequest, sink: AnswerSink): void {
    if (this.#sendToBest(request, sink, undefined)) return;
    sink.onFailure({ reason: 'refused', detail: 'failed too often just now' });
  }

  /** Takes back a request that still waits for a connection. */
  forget(sink: AnswerSink): void {
    this.#pools.some((pool) => pool.forget(sink));
  }

  /** Targets that are left alone just now. */
  get ejectedTargets(): number {
    const nowMs = this.#pools[0]?.settings.deadlines.nowMs ?? 0;
    return this.#pools.filter((pool) => !pool.health.admits(nowMs)).length;
  }

  /** Milliseconds until a target may be tried again, 0 when one may now. */
  get retryAfterMs(): number {
    const nowMs = this.#pools[0]?.settings.deadlines.nowMs ?? 0;
    const earliest = Math.min(...this.#pools.map((pool) => pool.health.ejectedUntilMs));
    return Math.max(0, earliest - nowMs);
  }

  /** Connections close as they become free; tunnels go on until they end. */
  retire(): void {
    for (const pool of this.#pools) pool.retire();
  }

  close(): void {
    for (const pool of this.#pools) pool.close();
  }

  #failOver(failed: Pool, request: ClientRequest, sink: AnswerSink): boolean {
    const tried = this.#tried.get(request) ?? new Set();
    this.#tried.set(request, tried.add(failed));
    return this.#sendToBest(request, sink, tried);
  }

  #sendToBest(request: ClientRequest, sink: AnswerSink, tried: ReadonlySet<Pool> | undefined): boolean {
    const pools = this.#pools;
    let best: Pool | null = null;
    this.#turn = this.#turn + 1 < pools.length ? this.#turn + 1 : 0;
    for (let step = 0; step < pools.length; step += 1) {
      const pool = pools[(this.#turn + step) % pools.length];
      if (pool === undefined || tried?.has(pool) === true) continue;
      if (!pool.health.admits(pool.settings.deadlines.nowMs)) continue;
      if (best === null || isBetter(pool, best, tried !== undefined)) best = pool;
    }
    if (best === null) return false;
    best.send(request, sink);
    return true;
  }
}

function isBetter(pool: Pool, than: Pool, byHealth: boolean): boolean {
  const failures = byHealth ? pool.health.failures - than.health.failures : 0;
  return failures === 0 ? pool.load < than.load : failures < 0;
}
