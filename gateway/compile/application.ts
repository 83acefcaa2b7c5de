/** An application, compiled: as small as it can be without costing a look-up. */
import { isDeepStrictEqual } from 'node:util';
import { sharing } from '#gateway/compile/share.ts';
import type { CompiledApplication, CompiledSecret } from '#gateway/decide/compiled-snapshot.ts';
import type { SnapshotApplication } from '#gateway/snapshot.ts';

export type ApplicationCompiler = (application: SnapshotApplication) => CompiledApplication;

/** Opens a compiler; what it compiles shares what is equal. */
export function applicationCompiler(): ApplicationCompiler {
  const text = sharing((value: string) => value);
  const set = sharing((values: readonly string[]): ReadonlySet<string> => new Set(values));
  const subscriptions = sharing((value: SnapshotApplication['subscriptions']) => value);
  const profiles = sharing((value: SnapshotApplication['profiles']) => value);
  return (application) => ({
    id: application.id,
    name: application.name,
    organisationId: text(application.organisationId),
    organisation: text(application.organisation),
    environment: application.environment,
    enabled: application.enabled,
    clientId: application.clientId,
    secrets: application.secrets.map(compileSecret),
    origins: set(application.javascriptOrigins),
    subscriptions: subscriptions(application.subscriptions),
    consented: set(application.consents),
    profiles: profiles(application.profiles),
  });
}

function compileSecret({ id, digest, expiresAtMs }: SnapshotApplication['secrets'][number]): CompiledSecret {
  return {
    id,
    digest: Buffer.from(digest, 'hex').toString('latin1'),
    expiresAtMs: expiresAtMs ?? Number.POSITIVE_INFINITY,
  };
}

/** Gives back what was compiled. */
export function applicationRecord(application: CompiledApplication): SnapshotApplication {
  const { secrets, origins, consented, ...rest } = application;
  return {
    ...rest,
    secrets: secrets.map(({ id, digest, expiresAtMs }) => ({
      id,
      digest: Buffer.from(digest, 'latin1').toString('hex'),
      expiresAtMs: expiresAtMs === Number.POSITIVE_INFINITY ? null : expiresAtMs,
    })),
    javascriptOrigins: [...origins],
    consents: [...consented],
  };
}

/** True when both say the same; quick where what is equal is one object. */
export function sameApplication(one: CompiledApplication, other: CompiledApplication): boolean {
  return (
    one.id === other.id &&
    one.name === other.name &&
    one.organisationId === other.organisationId &&
    one.organisation === other.organisation &&
    one.environment === other.environment &&
    one.enabled === other.enabled &&
    one.clientId === other.clientId &&
    sameSecrets(one.secrets, other.secrets) &&
    same(one.origins, other.origins) &&
    same(one.subscriptions, other.subscriptions) &&
    same(one.consented, other.consented) &&
    same(one.profiles, other.profiles)
  );
}

function same(one: object, other: object): boolean {
  return one === other || isDeepStrictEqual(one, other);
}

function sameSecrets(one: readonly CompiledSecret[], other: readonly CompiledSecret[]): boolean {
  return (
    one.length === other.length &&
    one.every(
      ({ id, digest, expiresAtMs }, index) =>
        other[index]?.id === id && other[index].digest === digest && other[index].expiresAtMs === expiresAtMs,
    )
  );
}
