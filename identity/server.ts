/**
 * The identity server: several issuers in one process, each with the endpoints of its dialect. Give `fetch` to any server
 * that speaks `Request` and `Response`; tests call it without a socket.
 */
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { openSecretUses } from '#identity/clients/secret-uses.ts';
import { digestOf } from '#base/secret-digest.ts';
import { openDirectory } from '#identity/directory.ts';
import { openFrame } from '#identity/endpoints/frame.ts';
import { openFailureWindow } from '#base/failure-window.ts';
import { locate } from '#identity/issuers/locate.ts';
import { openKeyRing } from '#identity/keys/ring.ts';
import { clientAddress } from '#identity/peer.ts';
import { uncached } from '#identity/refusal.ts';
import type { IdentityServices } from '#identity/services.ts';
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
};

export type Identity = {
  /** Answers a request that came from the network address of `peer`. */
  readonly fetch: (request: Request, peer: { readonly address: string }) => Promise<Response>;
  /** Sweeps expired tokens, rotates keys and writes down uses of secrets; done every minute by itself. */
  readonly tend: () => Promise<void>;
  /** Finishes what is under way; the database stays open. */
  readonly close: () => Promise<void>;
};

/** Opens the identity server on `registry`. */
export async function openIdentity(options: IdentityOptions): Promise<Identity> {
  const { registry, log, trustProxy = false } = options;
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
    gatewayKeyDigest: digestOf(options.gatewayKey),
  };
  const frames = { piste: openFrame('piste'), identityserver: openFrame('identityserver') } as const;
  const tending = tendTokens(services);

  return {
    fetch: async (request, peer) => {
      const place = await findPlace(services, request.url);
      if (place instanceof Response) return place;
      const { issuer, path, query } = place;
      const address = clientAddress(request, peer.address, trustProxy);
      return frames[issuer.dialect]({ request, issuer, query, address, services }, path);
    },
    tend: tending.tend,
    close: async () => {
      await tending.stop();
      await services.tokens.idle();
      await services.secretUses.flush();
      await directory.close();
    },
  };
}

/** Finds the issuer that is asked, or the answer when there is none, or nobody can tell. */
async function findPlace(
  { directory, log }: IdentityServices,
  url: string,
): Promise<NonNullable<ReturnType<typeof locate>> | Response> {
  const headers = { ...uncached, 'content-type': 'application/json; charset=utf-8' };
  try {
    const place = locate(await directory.issuers(), url);
    return place ?? new Response('{"error":"not_found"}', { status: 404, headers });
  } catch (cause) {
    log.error('the issuers could not be read', {}, cause);
    const body = '{"error":"temporarily_unavailable"}';
    return new Response(body, { status: 503, headers: { ...headers, 'retry-after': '1' } });
  }
}
