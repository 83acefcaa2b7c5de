/**
 * The connections to one target. The one that was used last is used next: the others grow old and go. A request that found
 * a connection dead of old age goes out once more on a new one, when doing it twice does no harm.
 */
import { ClientConnection, type ConnectionOwner, type FailedRequest } from '#http1/client/connection.ts';
import { Health } from '#http1/client/health.ts';
import type { AnswerSink, ClientRequest } from '#http1/client/request.ts';
import type { UpstreamSettings } from '#http1/client/settings.ts';
import { Head } from '#http1/head.ts';

type Waiting = { readonly request: ClientRequest; readonly sink: AnswerSink };

/** Takes a request that `failed` could not take; true when it found another target. */
export type Failover = (request: ClientRequest, sink: AnswerSink, failed: Pool) => boolean;

export class Pool {
  readonly settings: UpstreamSettings;
  readonly health: Health;
  readonly #head: Head;
  readonly #idle: ClientConnection[] = [];
  readonly #all = new Set<ClientConnection>();
  readonly #tunnels = new Set<ClientConnection>();
  readonly #waiting: Waiting[] = [];
  readonly #owner: ConnectionOwner;
  readonly #failover: Failover;
  #retired = false;
  #closed = false;

  constructor(settings: UpstreamSettings, failover: Failover) {
    this.settings = settings;
    this.#failover = failover;
    this.health = new Health(settings.limits);
    this.#head = new Head(settings.rules.maximumFields);
    this.#owner = {
      settings,
      onFree: (connection) => this.#onFree(connection),
      onGone: (connection, failed) => this.#onGone(connection, failed),
      onTunnel: (connection) => this.#onTunnel(connection),
      onAnswered: () => this.health.succeed(),
    };
  }

  /** Requests under way, tunnels among them. */
  get load(): number {
    return this.#all.size - this.#idle.length + this.#waiting.length + this.#tunnels.size;
  }

  /**
   * Sends a request on a free connection, or waits for one; `sink` hears what comes of it.
   */
  send(request: ClientRequest, sink: AnswerSink): void {
    if (request.upgrade && this.#tunnels.size >= this.settings.limits.maximumTunnels) {
      sink.onFailure({ reason: 'refused', detail: 'too many tunnels' });
      return;
    }
    this.health.attempt(this.settings.deadlines.nowMs);
    let connection = this.#idle.pop();
    while (connection !== undefined && !connection.usable) connection = this.#idle.pop();
    if (connection === undefined) {
      const { maximumConnections, maximumWaiting } = this.settings.limits;
      if (this.#all.size >= maximumConnections) {
        if (this.#waiting.length >= maximumWaiting) sink.onFailure({ reason: 'refused', detail: 'too many wait' });
        else this.#waiting.push({ request, sink });
        return;
      }
      connection = this.#open();
    }
    start(connection, { request, sink });
  }

  /** Takes back a request that still waits; true when it did. */
  forget(sink: AnswerSink): boolean {
    const index = this.#waiting.findIndex((waiting) => waiting.sink === sink);
    if (index === -1) return false;
    this.#waiting.splice(index, 1);
    return true;
  }

  /** No further request; connections close when nobody waits for them. */
  retire(): void {
    this.#retired = true;
    for (const connection of this.#idle.splice(0)) connection.destroy();
  }

  /** Destroys everything. */
  close(): void {
    this.retire();
    this.#closed = true;
    for (const { sink } of this.#waiting.splice(0)) sink.onFailure({ reason: 'refused', detail: 'closed' });
    for (const connection of this.#all) connection.destroy();
    for (const connection of this.#tunnels) connection.destroy();
  }

  #open(): ClientConnection {
    const connection = new ClientConnection(this.#owner, this.#head);
    this.#all.add(connection);
    return connection;
  }

  #onFree(connection: ClientConnection): void {
    const next = this.#waiting.shift();
    if (next !== undefined) start(connection, next);
    else if (this.#retired) connection.destroy();
    else this.#idle.push(connection);
  }

  /** Its place is free for requests: tunnels live long, and would leave none. */
  #onTunnel(connection: ClientConnection): void {
    this.#all.delete(connection);
    this.#tunnels.add(connection);
    this.#admit();
  }

  #onGone(connection: ClientConnection, failed: FailedRequest | null): void {
    this.#all.delete(connection);
    this.#tunnels.delete(connection);
    const index = this.#idle.indexOf(connection);
    if (index !== -1) this.#idle.splice(index, 1);
    if (failed !== null) this.#onFailed(failed);
    this.#admit();
  }

  /** RFC 9112 §9.3.1: an idempotent request that got no byte of an answer on a connection used before may be sent again. */
  #onFailed({ request, sink, failure, stale }: FailedRequest): void {
    if (stale && request.idempotent && request.body !== null && !this.#closed) {
      start(this.#open(), { request, sink });
      return;
    }
    this.health.fail(this.settings.deadlines.nowMs);
    // Nothing was sent to a target that could not be reached: any request may go elsewhere.
    if (failure.reason === 'unreachable' && request.body !== null && request.furtherTargets > 0) {
      request.furtherTargets -= 1;
      if (this.#failover(request, sink, this)) return;
    }
    sink.onFailure(failure);
  }

  /** A connection less: one who waits may have a new one. */
  #admit(): void {
    if (this.#closed || this.#waiting.length === 0 || this.#all.size >= this.settings.limits.maximumConnections) return;
    const next = this.#waiting.shift();
    if (next !== undefined) start(this.#open(), next);
  }
}

function start(connection: ClientConnection, { request, sink }: Waiting): void {
  connection.send(request, sink);
  sink.onSending(connection);
}
