/**
 * The identity server: several issuers in one process, each with the endpoints of its dialect. `listener.ts` puts it on a
 * port; tests call `fetch` without a socket.
 */
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { openMetrics, type Metrics } from '#base/metrics/metrics.ts';
import { openRequestTallies, type RouteTally } from '#base/metrics/requests.ts';
import { answerError, type Answer } from '#identity/answer.ts';
import { openSecretUses } from '#identity/clients/secret-uses.ts';
import { digestOf } from '#base/secret-digest.ts';
import { openDirectory } from '#identity/directory.ts';
import { openFrame } from '#identity/endpoints/frame.ts';
import { openFailureWindow } from '#base/failure-window.ts';
import { locate, type IssuerTable } from '#identity/issuers/locate.ts';
import { openKeyRing } from '#identity/keys/ring.ts';
import { clientAddress } from '#base/client-address.ts';
import type { IncomingRequest } from '#identity/request.ts';
import type { IdentityServices } from '#identity/services.ts';
import { readStandardRequest, standardResponse } from '#identity/standard-request.ts';
import { openIdentityTallies } from '#identity/tallies.ts';
import { tendTokens } from '#identity/tending.ts';
import { openTokenStore } from '#identity/tokens/store.ts';
import type { Registry } from '#registry/operation.ts';

export type IdentityOptions = {
  readonly registry: Registry;
  readonly log: Log;
  /** Bearer key with which our gateways introspect tokens. */
  readonly gatewayKey: string;
  /** True: TLS ends in front of us, and the proxy's `X-Forwarded-For` says who asks. */
  readonly trustProxy?: boolean;
  /** Where it counts what it does; a registry that nobody reads when it is not given. */
  readonly metrics?: Metrics;
  readonly requests?: RouteTally;
};

export type Peer = { readonly address: string };

export type Identity = {
  /** Answers a request that came from the network address of `peer`; never rejects. */
  readonly answer: (request: IncomingRequest, peer: Peer) => Promise<Answer>;
  /** The same for a standard request. */
  readonly fetch: (request: Request, peer: Peer) => Promise<Response>;
  /** Sweeps expired tokens, rotates keys and writes down uses of secrets; done every minute by itself. */
  readonly tend: () => Promise<void>;
  /** Whether the issuers and the keys that sign for them can be read. */
  readonly hasKeys: () => Promise<boolean>;
  /** Finishes what is under way; the database stays open. */
  readonly close: () => Promise<void>;
};

/** Opens the identity server on `registry`. */
export async function openIdentity(options: IdentityOptions): Promise<Identity> {
  const { registry, log, trustProxy = false, metrics = openMetrics() } = options;
  const requests = options.requests ?? openRequestTallies(metrics)('identity');
  const keys = openKeyRing(registry);
  const directory = await openDirectory({ database: registry.database, log, onChange: () => keys.forget() });
  const windowMs = limits.passwordFailureWindowMs;
  const services: IdentityServices = {
    registry,
    log,
    directory,
    keys,
    tokens: openTokenStore(registry.database),
    secretUses: openSecretUses(registry.database.query, log),
    accountFailures: openFailureWindow({ failureLimit: limits.passwordFailuresPerAccount, windowMs }),
    addressFailures: openFailureWindow({ failureLimit: limits.passwordFailuresPerAddress, windowMs }),
    tallies: openIdentityTallies(metrics),
    gatewayKeyDigest: digestOf(options.gatewayKey),
  };
  const frames = {
    piste: openFrame('piste', requests),
    identityserver: openFrame('identityserver', requests),
  } as const;
  const tending = tendTokens(services);

  async function answer(request: IncomingRequest, peer: Peer): Promise<Answer> {
    const known = knownIssuers(services);
    const issuers = known instanceof Promise ? await known : known;
    if (issuers === null) return answerError(503, 'temporarily_unavailable', [['retry-after', '1']]);
    const place = locate(issuers, request);
    if (place === null) return answerError(404, 'not_found');
    const { issuer, path } = place;
    const address = clientAddress(request.headers.get('x-forwarded-for'), peer.address, trustProxy);
    return frames[issuer.dialect]({ request, issuer, address, services }, path);
  }

  return {
    answer,
    fetch: async (request, peer) =>
      standardResponse(await answer(await readStandardRequest(request), peer), request.method),
    tend: tending.run,
    hasKeys: async () => {
      const { bySlug } = await directory.issuers();
      await Promise.all([...bySlug.values()].map(keys.published));
      return true;
    },
    close: async () => {
      await tending.stop();
      await services.tokens.idle();
      await services.secretUses.flush();
      await directory.close();
    },
  };
}

/** Gives the issuers, or null when nobody can tell. */
function knownIssuers({ directory, log }: IdentityServices): IssuerTable | Promise<IssuerTable | null> {
  const issuers = directory.issuers();
  if (!(issuers instanceof Promise)) return issuers;
  return issuers.catch((cause: unknown) => {
    log.error('the issuers could not be read', {}, cause);
    return null;
  });
}
