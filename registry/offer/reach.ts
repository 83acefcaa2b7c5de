/**
 * How far an administrator of a provider may reach alone. The gateway sends calls wherever an upstream says, also to
 * addresses that only this machine can reach, and answers under whatever host is declared. So where a provider's APIs
 * stand is the operators' word: administrators use the upstreams and hosts that the provider has been given, for further
 * versions and APIs as they like.
 */
import type { ProblemFault } from '#base/problem.ts';
import { providerOf, type DeclaredWorld, type Thing } from '#registry/declarations/thing.ts';

const environments = ['sandbox', 'production'] as const;

/** Gives a fault for each upstream and host that none of the provider's APIs has had so far. */
export function checkReach({ declared, current }: DeclaredWorld): ProblemFault[] {
  const providers = new Set(declared.filter((thing) => thing.type === 'provider').map((thing) => thing.key));
  const own = current.filter((thing) => providers.has(providerOf(thing) ?? ''));
  const upstreams = new Set(own.flatMap((thing) => originsOf(thing)));
  const hosts = new Set(own.flatMap((thing) => hostsOf(thing)));
  return declared.flatMap((thing) => {
    if (thing.type !== 'api') return [];
    return environments.flatMap((environment) => {
      const deployment = thing.values[environment];
      if (deployment === null) return [];
      const foreign = deployment.upstream.split(' ').find((address) => !upstreams.has(originOf(address)));
      const at = (field: string): string => thing.at('deployments', environment, field);
      return [
        ...(foreign === undefined ? [] : [foreignUpstream(at('upstream'), foreign)]),
        ...(hosts.has(deployment.host) ? [] : [foreignHost(at('host'), deployment.host)]),
      ];
    });
  });
}

function originsOf(thing: Thing): string[] {
  if (thing.type !== 'api') return [];
  return environments.flatMap((environment) => thing.values[environment]?.upstream.split(' ').map(originOf) ?? []);
}

function hostsOf(thing: Thing): string[] {
  if (thing.type !== 'api') return [];
  return environments.flatMap((environment) => thing.values[environment]?.host ?? []);
}

/** Scheme, host and port; a service that this instance runs itself is one address. */
function originOf(address: string): string {
  return address.startsWith('local:') ? address : new URL(address).origin;
}

function foreignUpstream(path: string, address: string): ProblemFault {
  return {
    path,
    message: `None of the provider's APIs has been at ${address} so far: an operator of this portal must add the first one there.`,
    fr: `Aucune API du fournisseur n'est encore à l'adresse ${address} : un opérateur du portail doit y ajouter la première.`,
  };
}

function foreignHost(path: string, host: string): ProblemFault {
  return {
    path,
    message: `None of the provider's APIs answers on the host ${host} so far: an operator of this portal must add the first one there.`,
    fr: `Aucune API du fournisseur ne répond encore sur l'hôte ${host} : un opérateur du portail doit y ajouter la première.`,
  };
}
