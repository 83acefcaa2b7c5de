/** Where APIs answer: no two at one address, and none beneath another. */
import type { ProblemFault } from '#base/problem.ts';
import { providerOf, type DeclaredThing, type DeclaredWorld, type Thing } from '#registry/declarations/thing.ts';

type Address = {
  readonly api: string;
  readonly environment: 'sandbox' | 'production';
  readonly host: string;
  readonly basePath: string;
  /** Where it is declared; undefined: another provider's, in the database. */
  readonly at: DeclaredThing['at'] | undefined;
};

/**
 * Deployments of one host must not overlap, and neither must those of one environment: on the plain local listener only
 * the path tells them apart.
 */
export function checkAddresses({ declared, current }: DeclaredWorld): ProblemFault[] {
  const providers = new Set(declared.filter((thing) => thing.type === 'provider').map((thing) => thing.key));
  const others = current.filter((thing) => !providers.has(providerOf(thing) ?? ''));
  const addresses = [
    ...others.flatMap((thing) => addressesOf(thing, undefined)),
    ...declared.flatMap((thing) => addressesOf(thing, thing.at)),
  ];
  const spaces = new Map<string, Map<string, Address>>();
  for (const address of addresses) {
    for (const space of spacesOf(address)) {
      const taken = spaces.get(space) ?? new Map<string, Address>();
      spaces.set(space, taken);
      if (!taken.has(address.basePath)) taken.set(address.basePath, address);
    }
  }
  return addresses.flatMap((address) => {
    const other = clashOf(address, spaces);
    if (other === undefined) return [];
    const where = address.at?.('deployments', address.environment, 'basePath') ?? other.at?.();
    return where === undefined ? [] : [{ path: where, message: describe(address, other) }];
  });
}

function addressesOf(thing: Thing, at: Address['at']): Address[] {
  if (thing.type !== 'api') return [];
  return (['sandbox', 'production'] as const).flatMap((environment) => {
    const deployment = thing.values[environment];
    return deployment === null
      ? []
      : [{ api: thing.key, environment, host: deployment.host, basePath: deployment.basePath, at }];
  });
}

function spacesOf(address: Address): string[] {
  return [`host ${address.host}`, `environment ${address.environment}`];
}

/** Another address that is this one, or lies above it. */
function clashOf(address: Address, spaces: ReadonlyMap<string, ReadonlyMap<string, Address>>): Address | undefined {
  const segments = address.basePath.split('/');
  for (let length = segments.length; length > 1; length -= 1) {
    const path = segments.slice(0, length).join('/');
    for (const space of spacesOf(address)) {
      const other = spaces.get(space)?.get(path);
      if (other !== undefined && other !== address) return other;
    }
  }
  return undefined;
}

function describe(address: Address, other: Address): string {
  const relation = address.basePath === other.basePath ? 'is already the address' : 'lies beneath the address';
  return `${address.host}${address.basePath} ${relation} of ${other.api} in ${other.environment} (${other.host}${other.basePath})`;
}
