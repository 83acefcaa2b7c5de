/** The services behind the gateway, by the addresses that routes name them with; each keeps its connections. */
import { limits } from '#base/limits.ts';
import { answerNames } from '#gateway/head/field-kinds.ts';
import type { UpstreamLimits, UpstreamTarget } from '#libraries/http1/client/settings.ts';
import { Upstream } from '#libraries/http1/client/upstream.ts';
import type { Deadlines } from '#libraries/http1/deadlines.ts';

export type UpstreamTimes = Pick<UpstreamLimits, 'connectMs' | 'firstByteMs' | 'stallMs'>;

/** A service as a route sees it. */
export type Service = {
  readonly upstream: Upstream;
  /** Its own name, for the Host field. */
  readonly authority: string;
  /** Stands before every target; does not end with `/`. */
  readonly pathPrefix: string;
};

export type Upstreams = {
  /**
   * Gives the service at `address`: one URL, or several of the same path separated by spaces. `authority` is PEM of those
   * whose certificates are trusted there besides the system's.
   */
  readonly at: (address: string, authority: string | null) => Service;
  /** Lets go of services that no route names any more; their running requests end. */
  readonly keepOnly: (addresses: ReadonlySet<string>) => void;
  readonly close: () => void;
};

const defaultTimes: UpstreamTimes = {
  connectMs: limits.upstreamConnectMs,
  firstByteMs: limits.upstreamFirstByteMs,
  stallMs: limits.upstreamIdleMs,
};

export function openUpstreams(deadlines: Deadlines, times: UpstreamTimes = defaultTimes): Upstreams {
  /** By authority, then by address: two routes may trust differently at one address. */
  const services = new Map<string | null, Map<string, Service>>();
  const upstreamLimits: UpstreamLimits = {
    ...times,
    totalMs: limits.upstreamTotalMs,
    idleMs: limits.upstreamConnectionIdleMs,
    maximumAgeMs: limits.upstreamConnectionAgeMs,
    maximumConnections: limits.upstreamConnections,
    maximumWaiting: limits.upstreamWaiting,
    maximumTunnels: limits.upstreamTunnels,
    failuresToEject: limits.upstreamFailures,
    ejectionMs: limits.upstreamRestMs,
    maximumEjectionMs: limits.upstreamRestMaximumMs,
  };
  const rules = {
    names: answerNames,
    maximumHeadBytes: limits.upstreamHeadBytes,
    maximumFields: limits.upstreamFields,
  };
  const open = (address: string, authority: string | null): Service => {
    const urls = address.split(' ').map((text) => new URL(text));
    const first = urls[0];
    if (first === undefined) throw new Error('a route without an upstream');
    return {
      upstream: new Upstream({
        targets: urls.map(targetOf),
        ...{ limits: upstreamLimits, rules, deadlines },
        authorities: authority === null ? undefined : [authority],
      }),
      authority: first.host,
      pathPrefix: first.pathname.endsWith('/') ? first.pathname.slice(0, -1) : first.pathname,
    };
  };
  return {
    at: (address, authority) => {
      let trusting = services.get(authority);
      const known = trusting?.get(address);
      if (known !== undefined) return known;
      if (trusting === undefined) services.set(authority, (trusting = new Map()));
      const service = open(address, authority);
      trusting.set(address, service);
      return service;
    },
    keepOnly: (addresses) => {
      for (const trusting of services.values()) {
        for (const [address, service] of trusting) {
          if (addresses.has(address)) continue;
          trusting.delete(address);
          service.upstream.retire();
        }
      }
    },
    close: () => {
      for (const trusting of services.values()) for (const service of trusting.values()) service.upstream.close();
    },
  };
}

function targetOf({ hostname, port, protocol }: URL): UpstreamTarget {
  const secure = protocol === 'https:';
  const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return { host, port: port === '' ? (secure ? 443 : 80) : Number(port), secure };
}
