/** An application, compiled. */
import { isDeepStrictEqual } from 'node:util';
import { sharing } from '#gateway/compile/share.ts';
import type { CompiledApplication, CompiledSecret } from '#gateway/decide/compiled-snapshot.ts';
import type { SnapshotApplication } from '#gateway/snapshot.ts';

/** What many applications have in common: one object for all of them. */
export type Standing = Pick<
  CompiledApplication,
  'environment' | 'enabled' | 'origins' | 'subscriptions' | 'consented' | 'profiles'
>;

/** An application in its parts, of which those that can be shared are. */
export type ApplicationParts = Pick<
  CompiledApplication,
  'id' | 'name' | 'organisationId' | 'organisation' | 'clientId' | 'secrets'
> & { readonly standing: Standing };

export type ApplicationCompiler = (application: SnapshotApplication) => ApplicationParts;

type StandingRecord = Pick<
  SnapshotApplication,
  'environment' | 'enabled' | 'javascriptOrigins' | 'subscriptions' | 'consents' | 'profiles'
>;

/** Opens a compiler; what it compiles shares what is equal. */
export function applicationCompiler(): ApplicationCompiler {
  const text = sharing((value: string) => value);
  const set = sharing((values: readonly string[]): ReadonlySet<string> => new Set(values));
  const subscriptions = sharing((value: StandingRecord['subscriptions']) => value);
  const profiles = sharing((value: StandingRecord['profiles']) => value);
  const standing = sharing((record: StandingRecord): Standing => ({
    environment: record.environment,
    enabled: record.enabled,
    origins: set(record.javascriptOrigins),
    subscriptions: subscriptions(record.subscriptions),
    consented: set(record.consents),
    profiles: profiles(record.profiles),
  }));
  return ({ id, name, organisationId, organisation, clientId, secrets, ...record }) => ({
    ...{ id, name, clientId },
    organisationId: text(organisationId),
    organisation: text(organisation),
    secrets: secrets.map(compileSecret),
    standing: standing(record),
  });
}

function compileSecret({ id, digest, expiresAtMs }: SnapshotApplication['secrets'][number]): CompiledSecret {
  return {
    id,
    digest: Buffer.from(digest, 'hex').toString('latin1'),
    expiresAtMs: expiresAtMs ?? Number.POSITIVE_INFINITY,
  };
}

/** Puts the parts together: one object, so that a decision has nothing to follow. */
export function assembleApplication(parts: ApplicationParts): CompiledApplication {
  const { id, name, organisationId, organisation, clientId, secrets, standing } = parts;
  const { environment, enabled, origins, subscriptions, consented, profiles } = standing;
  return {
    ...{ id, name, organisationId, organisation, environment, enabled, clientId, secrets },
    ...{ origins, subscriptions, consented, profiles },
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
    same(one.secrets, other.secrets) &&
    same(one.origins, other.origins) &&
    same(one.subscriptions, other.subscriptions) &&
    same(one.consented, other.consented) &&
    same(one.profiles, other.profiles)
  );
}

function same(one: object, other: object): boolean {
  return one === other || isDeepStrictEqual(one, other);
}
