/** The services behind the gateway, by the addresses that routes name them with; each keeps its connections. */
import { limits } from '#base/limits.ts';
import { answerNames } from '#gateway/head/field-kinds.ts';
import type { UpstreamLimits, UpstreamTarget } from '#libraries/http1/client/settings.ts';
import { Upstream } from '#libraries/http1/client/upstream.ts';
import type { Deadlines, Timed } from '#libraries/http1/deadlines.ts';

export type UpstreamTimes = Pick<UpstreamLimits, 'connectMs' | 'firstByteMs' | 'stallMs'>;

/** A service as a route sees it. */
export type Service = {
  readonly upstream: Upstream;
  /** Its own name, for the Host field. */
  readonly authority: string;
  /** Stands before every target; does not end with `/`. */
  readonly pathPrefix: string;
  /** It was asked for since somebody last looked. */
  used: boolean;
};

export type Upstreams = {
  /**
   * Gives the service at `address`: one URL, or several of the same path separated by spaces. `authority` is PEM of those
   * whose certificates are trusted there besides the system's.
   */
  readonly at: (address: string, authority: string | null) => Service;
  /** Targets of all services that are left alone after failures. */
  readonly ejectedTargets: () => number;
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
      used: true,
    };
  };
  const forget: Timed = {
    deadlineMs: deadlines.in(limits.upstreamForgottenMs),
    expire: () => {
      forget.deadlineMs = deadlines.in(limits.upstreamForgottenMs);
      for (const trusting of services.values()) forgetUnused(trusting);
    },
  };
  deadlines.add(forget);
  return {
    at: (address, authority) => {
      let trusting = services.get(authority);
      const known = trusting?.get(address);
      if (known !== undefined) {
        known.used = true;
        return known;
      }
      if (trusting === undefined) services.set(authority, (trusting = new Map()));
      const service = open(address, authority);
      trusting.set(address, service);
      return service;
    },
    ejectedTargets: () =>
      [...services.values()].reduce(
        (sum, trusting) => [...trusting.values()].reduce((all, { upstream }) => all + upstream.ejectedTargets, sum),
        0,
      ),
    close: () => {
      deadlines.delete(forget);
      for (const trusting of services.values()) for (const service of trusting.values()) service.upstream.close();
    },
  };
}

/** Lets go of services that no route names any more, or that nobody calls; what is under way in them ends as it would. */
function forgetUnused(services: Map<string, Service>): void {
  for (const [address, service] of services) {
    if (!service.used) {
      services.delete(address);
      service.upstream.retire();
    }
    service.used = false;
  }
}

function targetOf({ hostname, port, protocol }: URL): UpstreamTarget {
  const secure = protocol === 'https:';
  const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return { host, port: port === '' ? (secure ? 443 : 80) : Number(port), secure };
}
