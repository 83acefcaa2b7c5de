/** The gateway: listeners in front, a snapshot that decides, upstreams behind. Several can run side by side. */
import type { AddressInfo } from 'node:net';
import type { Clock } from '#base/clock.ts';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import type { ExchangeParts } from '#gateway/passage.ts';
import type { CompiledSnapshot } from '#gateway/decide/compiled-snapshot.ts';
import { openBrokenTally } from '#gateway/figures/broken.ts';
import type { GatewayLook } from '#gateway/figures/worker-state.ts';
import { openListener, type ClientTimes, type Listener, type ListenerSettings } from '#gateway/listeners/listener.ts';
import { createLimitMemory, type LimitMemory } from '#gateway/limits/limit-memory.ts';
import { openLimiter } from '#gateway/limits/limiter.ts';
import { openSnapshotSource } from '#gateway/snapshot-source/source.ts';
import type { Control } from '#gateway/snapshot-source/stream.ts';
import { openIntrospection } from '#gateway/tokens/introspection.ts';
import { jwtVerification } from '#gateway/tokens/jwt.ts';
import { openTracedBuffer, type TracedBatch } from '#gateway/tracing/span.ts';
import { noTracing, type TracingSettings } from '#gateway/tracing/trace.ts';
import { openVerifier } from '#gateway/tokens/verifier.ts';
import { openIdentityHeaders } from '#gateway/upstream/identity-header.ts';
import type { TunnelTimes } from '#gateway/tunnel.ts';
import { openUpstreams, type UpstreamTimes } from '#gateway/upstream/upstreams.ts';
import type { RequestLog } from '#gateway/usage/sampling.ts';
import { noUsage, openUsage, type UsageBatch } from '#gateway/usage/usage.ts';
import { Deadlines } from '#libraries/http1/deadlines.ts';

export type GatewaySettings = {
  readonly listeners: readonly ListenerSettings[];
  /** Address of the control process, and the bearer key by which it and the issuers know the gateways. */
  readonly control: Control;
  /** Holds `gateway/snapshot.sealed`. */
  readonly dataFolder: string;
  readonly log: Log;
  readonly clock: Clock;
  /** TLS ends in front: plain HTTP is allowed on any address, and X-Forwarded-* is believed. */
  readonly trustProxy: boolean;
  /** Patience with upstreams; `base/limits` when it is not given. */
  readonly upstreamTimes?: UpstreamTimes;
  /** Patience with clients; the same. */
  readonly clientTimes?: ClientTimes;
  /** How long WebSockets live; the same. */
  readonly tunnelTimes?: TunnelTimes;
  /** How late a time-out may come; `base/limits` when it is not given. */
  readonly deadlineStepMs?: number;
  /** Opens the listeners only once a snapshot is in force: for one of several that share ports. */
  readonly listenWithSnapshot?: boolean;
  /** Counts that several gateways of one process share; its own when it is not given. */
  readonly limitMemory?: LimitMemory;
  /** Writes the last good snapshot, as one of those that share a data folder does; true when it is not given. */
  readonly keepsLastGood?: boolean;
  /** Which requests are logged; none when it is not given. */
  readonly requestLog?: RequestLog;
  /** Takes counts and log once a second; nothing is counted or logged when it is not given. */
  readonly handOver?: (batch: UsageBatch) => void;
  /** Whether requests are traced, and how many; the callers' contexts are passed on in any case. */
  readonly tracing?: TracingSettings;
};

export type Gateway = {
  /** Settles when the first snapshot is in force; until then every call is answered 503. */
  readonly ready: Promise<void>;
  /** Where the listeners stand, in the order of the settings. */
  readonly addresses: readonly AddressInfo[];
  /** Reads the certificate files again. */
  readonly reload: () => Promise<void>;
  /** Ends running requests (`limits.drainMs` at most), then everything else. */
  readonly close: () => Promise<void>;
};

/** A gateway in the thread that it serves in. */
export type OpenGateway = Gateway & {
  /** How it stands. What it says of broken requests it says once. */
  readonly look: () => GatewayLook;
  readonly snapshot: () => CompiledSnapshot | null;
  /** Gives the requests that were traced since the last time; null when there were none. */
  readonly takeTraced: () => TracedBatch | null;
};

/**
 * Opens a gateway; its listeners stand when this returns.
 *
 * @throws Problem `listener.plain_not_loopback` (500); what `openCertificates` refuses with
 */
export async function openGateway(settings: GatewaySettings): Promise<OpenGateway> {
  const { control, clock, log } = settings;
  const source = await openSnapshotSource({ ...settings, keepsLastGood: settings.keepsLastGood ?? true });
  const introspection = openIntrospection(control.key, log);
  const deadlines = new Deadlines(settings.deadlineStepMs ?? limits.deadlineStepMs);
  const upstreams = openUpstreams(deadlines, settings.upstreamTimes);
  const { requestLog = 'off', handOver } = settings;
  const limiter = openLimiter(settings.limitMemory ?? createLimitMemory());
  const { quotaUse } = limiter;
  const usage = handOver === undefined ? noUsage : openUsage({ requestLog, clock, quotaUse, handOver });
  const broken = openBrokenTally();
  const traced = openTracedBuffer();
  const parts: ExchangeParts = {
    snapshot: source.current,
    health: source.health,
    verifier: openVerifier({ clock, opaque: introspection.verify, jwt: jwtVerification(clock) }),
    identityHeaders: openIdentityHeaders(),
    limiter,
    upstreams,
    usage,
    broken,
    traced,
    tracing: settings.tracing ?? noTracing,
    deadlines,
    tunnelTimes: settings.tunnelTimes ?? { idleMs: limits.tunnelIdleMs, checkMs: limits.tunnelCheckMs },
    clock,
    log,
  };
  const listeners: Listener[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(listeners.map((listener) => listener.close(limits.drainMs)));
    await Promise.all([source.close(), introspection.close()]);
    usage.close();
    upstreams.close();
    deadlines.close();
  };
  try {
    if (settings.listenWithSnapshot === true) await source.ready;
    for (const listener of settings.listeners) {
      const { trustProxy, clientTimes: times } = settings;
      listeners.push(await openListener(listener, { parts, deadlines, clock, trustProxy, times }));
    }
  } catch (cause) {
    await close();
    throw cause;
  }
  return {
    ready: source.ready,
    addresses: listeners.map((listener) => listener.address),
    reload: async () => {
      await Promise.all(listeners.map((listener) => listener.reload()));
    },
    close,
    snapshot: source.current,
    takeTraced: traced.take,
    look: () => ({
      ...source.health(),
      connections: listeners.reduce((sum, listener) => sum + listener.connections(), 0),
      ejectedTargets: upstreams.ejectedTargets(),
      broken: broken.take(),
    }),
  };
}
