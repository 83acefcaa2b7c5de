/** Whose usage a call is: one scope of each kind. */
import type pg from 'pg';
import { limits } from '#base/limits.ts';
import type { Counted } from '#metering/intake/parcel.ts';

type Place = Pick<Counted, 'environment' | 'applicationId' | 'apiId' | 'providerId'>;

export type Scope = Place & {
  readonly kind: 'pair' | 'application' | 'api' | 'provider' | 'provider-application' | 'instance';
  /** All of it as one text. */
  readonly key: string;
};

const nowhere = { applicationId: null, apiId: null, providerId: null };

/** The scopes of calls from `applicationId` to `apiId`. */
export function scopesOf({ environment, applicationId, apiId, providerId }: Place): Scope[] {
  const scope = (kind: Scope['kind'], ids: Partial<Place>): Scope => {
    const place = { environment, ...nowhere, ...ids };
    const key = `${kind} ${environment} ${place.applicationId} ${place.apiId} ${place.providerId}`;
    return { kind, ...place, key };
  };
  return [
    scope('pair', { applicationId, apiId, providerId }),
    scope('application', { applicationId }),
    scope('api', { apiId, providerId }),
    scope('instance', {}),
    ...(providerId === null
      ? []
      : [scope('provider', { providerId }), scope('provider-application', { applicationId, providerId })]),
  ];
}

/** Numbers of scopes; those that were asked for are remembered. */
export type ScopeIds = {
  /** Gives the number of each scope by its key, making those that are new. One roll-up at a time may ask. */
  readonly of: (client: pg.ClientBase, scopes: readonly Scope[]) => Promise<ReadonlyMap<string, number>>;
  /** What was made in a transaction that was undone is not there. */
  readonly forget: () => void;
};

export function openScopeIds(): ScopeIds {
  const known = new Map<string, number>();
  let knownFile = '';
  return {
    of: async (client, scopes) => {
      // A restored backup brings other numbers: it empties the table, which then lies in another file.
      const file = await fileOf(client);
      if (file !== knownFile || known.size > limits.usageScopes) known.clear();
      knownFile = file;
      const unknown = new Map(scopes.filter(({ key }) => !known.has(key)).map((scope) => [scope.key, scope]));
      for (const [key, id] of await findOrMake(client, [...unknown.values()])) known.set(key, id);
      return known;
    },
    forget: () => known.clear(),
  };
}

async function fileOf(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ file: string }>(
    `select (select oid from pg_database where datname = current_database()) || '/' || pg_relation_filenode('metering.scopes') as file`,
  );
  return rows[0]?.file ?? '';
}

async function findOrMake(client: pg.ClientBase, scopes: readonly Scope[]): Promise<[key: string, id: number][]> {
  if (scopes.length === 0) return [];
  // To update a row to what it is: so that it comes back, found by the index that knows no two nulls apart.
  const { rows } = await client.query<{ id: number; key: string }>(
    `with wanted as (
       select * from unnest($1::text[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[])
         as wanted (kind, environment, application_id, api_id, provider_id))
     insert into metering.scopes as s (id, kind, environment, application_id, api_id, provider_id)
     select (select coalesce(max(id), 0) from metering.scopes) + row_number() over (), * from wanted
     on conflict (kind, environment, application_id, api_id, provider_id) do update set kind = excluded.kind
     returning id, format('%s %s %s %s %s', kind, coalesce(environment, 'null'), coalesce(application_id::text, 'null'),
                          coalesce(api_id::text, 'null'), coalesce(provider_id::text, 'null')) as key`,
    [
      scopes.map(({ kind }) => kind),
      scopes.map(({ environment }) => environment),
      scopes.map(({ applicationId }) => applicationId),
      scopes.map(({ apiId }) => apiId),
      scopes.map(({ providerId }) => providerId),
    ],
  );
  return rows.map(({ id, key }) => [key, id]);
}
