/** Where a webhook may point to: judged when it is set, by how it is written, and at each connection, by where it leads. */
import { lookup as lookupLocally, Resolver } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { isPublicAddress } from '#notifications/webhooks/public-address.ts';

/** The refusal of an address at the moment of the connection. */
export class ClosedAddress extends Error {}

/** Gives all addresses of a host. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** True: plain HTTP and private addresses may be called (setting `webhookPrivateTargets`). */
type Targets = { readonly privateTargets: boolean };

/**
 * Parses an address that somebody wants to be called.
 *
 * @throws Problem `webhook.address_refused` (422)
 */
export function parseTarget(text: string, { privateTargets }: Targets): URL {
  const url = URL.parse(text);
  if (url === null || !['https:', 'http:'].includes(url.protocol)) {
    throw refused('It must be a whole https address.', 'Ce doit être une adresse https complète.');
  }
  if (url.username !== '' || url.password !== '') {
    throw refused('It must not hold a name or a password.', 'Elle ne doit contenir ni nom ni mot de passe.');
  }
  if (url.hash !== '') throw refused('It must not hold a #.', 'Elle ne doit pas contenir de #.');
  if (privateTargets) return url;
  if (url.protocol !== 'https:') throw refused('It must begin with https://.', 'Elle doit commencer par https://.');
  const host = hostOf(url);
  if ((isIP(host) !== 0 && !isPublicAddress(host)) || /(?:^|\.)localhost\.?$/.test(host)) {
    throw refused(
      'It leads to this machine or into a private network.',
      'Elle mène à cette machine ou dans un réseau privé.',
    );
  }
  return url;
}

/** The host without the brackets of an IPv6 address. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function refused(en: string, fr: string): Problem {
  return new Problem('webhook.address_refused', 422, {
    en: `This address cannot be called. ${en}`,
    fr: `Cette adresse ne peut pas être appelée. ${fr}`,
  });
}

/**
 * How names are resolved: by the DNS itself, which costs none of the few threads that files and passwords wait for, and
 * ends in time. With private targets by the machine, which also knows its own names.
 */
export function openResolve({ privateTargets }: Targets): Resolve {
  if (privateTargets) return async (host) => (await lookupLocally(host, { all: true })).map(({ address }) => address);
  return async (host) => {
    const resolver = new Resolver({ timeout: limits.webhookDnsMs, tries: 2 });
    const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    const addresses = found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    const [first] = found;
    if (addresses.length === 0 && first.status === 'rejected') throw first.reason;
    return addresses;
  };
}

/**
 * Gives the look-up of a connection. What it answers is what is connected to: there is no second look-up that could be
 * answered otherwise (DNS rebinding). One closed address among several is enough to refuse. Which one is not told: the
 * name may be one of the operator's own network.
 */
export function guardedLookup(resolve: Resolve, { privateTargets }: Targets): LookupFunction {
  const find = callbackify(async (host: string) => {
    const addresses = await resolve(host);
    if (!privateTargets && !addresses.every(isPublicAddress)) {
      throw new ClosedAddress(`${host} leads into a private network`);
    }
    const [first, ...others] = addresses.map((address) => ({ address, family: isIP(address) }));
    if (first === undefined) throw Object.assign(new Error(`${host} has no address`), { code: 'ENOTFOUND' });
    return [first, ...others] as const;
  });
  return (host, options, callback) =>
    find(host, (cause, found) => {
      if (cause !== null) return callback(cause, '');
      const [{ address, family }] = found;
      return options.all === true ? callback(null, [...found]) : callback(null, address, family);
    });
}
