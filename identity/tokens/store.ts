/**
 * Opaque access tokens in the database: stored and looked up in groups. The answer to a token request leaves only after
 * the commit; the statement that stores also checks once more that application, secret and account still live, so that
 * nothing that was switched off a moment ago gets a token.
 */
import { limits } from '#base/limits.ts';
import type { Database } from '#database/database.ts';
import { openBatch } from '#identity/batch.ts';
import type { LiveToken } from '#identity/tokens/live-token.ts';

export type NewAccessToken = {
  /** SHA-256 of the token, in hexadecimal digits. */
  readonly digestHex: string;
  readonly issuerId: string;
  readonly applicationId: string;
  readonly secretId: string;
  readonly accountId: string | null;
  readonly scope: string;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
};

export type TokenStore = {
  /** Stores a token; false: its application, secret or account does not live any more, and nothing was stored. */
  readonly store: (token: NewAccessToken) => Promise<boolean>;
  /** Finds the live token of a digest at `nowMs`; null: none. */
  readonly find: (digest: Buffer, nowMs: number) => Promise<LiveToken | null>;
  /** Resolves when nothing is under way. */
  readonly idle: () => Promise<void>;
};

const storing = `
  insert into access_tokens (digest, issuer_id, application_id, secret_id, account_id, scope, issued_at, expires_at)
  select decode(t.digest, 'hex'), t.issuer_id, t.application_id, t.secret_id, t.account_id, t.scope,
         to_timestamp(t.issued_ms / 1000.0), to_timestamp(t.expires_ms / 1000.0)
  from unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::bigint[], $8::bigint[])
       as t (digest, issuer_id, application_id, secret_id, account_id, scope, issued_ms, expires_ms)
  join issuers i on i.id = t.issuer_id and i.enabled
  join applications a on a.id = t.application_id and a.enabled and a.deleted_at is null and a.environment = i.environment
  join secrets s on s.id = t.secret_id and s.withdrawn_at is null
       and (s.expires_at is null or s.expires_at > to_timestamp(t.issued_ms / 1000.0))
  join credentials c on c.id = s.credential_id and c.application_id = a.id
  left join accounts p on p.id = t.account_id
  where t.account_id is null or p.active`;

const stored = 'select encode(digest, $2) as digest from access_tokens where digest = any ($1::bytea[])';

const finding = `
  select encode(t.digest, 'hex') as digest, t.issuer_id, t.application_id, t.secret_id, t.account_id, t.scope,
         t.issued_at, t.expires_at, c.client_id, p.email
  from access_tokens t
  join applications a on a.id = t.application_id and a.enabled and a.deleted_at is null
  join secrets s on s.id = t.secret_id and s.withdrawn_at is null
       and (s.expires_at is null or s.expires_at > to_timestamp($2::bigint / 1000.0))
  join credentials c on c.id = s.credential_id
  left join accounts p on p.id = t.account_id
  where t.digest = any ($1::bytea[]) and t.revoked_at is null and t.expires_at > to_timestamp($2::bigint / 1000.0)
    and (t.account_id is null or p.active)`;

/** A row of `finding`. */
type FoundRow = {
  readonly digest: string;
  readonly issuer_id: string;
  readonly application_id: string;
  readonly secret_id: string;
  readonly account_id: string | null;
  readonly scope: string;
  readonly issued_at: Date;
  readonly expires_at: Date;
  readonly client_id: string;
  readonly email: string | null;
};

/** Opens the store. */
export function openTokenStore({ pool }: Database): TokenStore {
  const bounds = {
    statementLimit: limits.batchStatements,
    itemLimit: limits.batchItems,
    queueLimit: limits.batchQueue,
  };
  const inserts = openBatch<NewAccessToken, boolean>({ ...bounds, run: (tokens) => storeAll(pool, tokens) });
  const lookUps = openBatch<{ digest: Buffer; nowMs: number }, LiveToken | null>({
    ...bounds,
    run: (asked) => findAll(pool, asked),
  });
  return {
    store: inserts.add,
    find: (digest, nowMs) => lookUps.add({ digest, nowMs }),
    idle: async () => {
      await inserts.idle();
      await lookUps.idle();
    },
  };
}

async function storeAll(pool: Database['pool'], tokens: readonly NewAccessToken[]): Promise<boolean[]> {
  const inserted = await pool.query({
    name: 'store-access-tokens',
    text: storing,
    values: [
      tokens.map((token) => token.digestHex),
      tokens.map((token) => token.issuerId),
      tokens.map((token) => token.applicationId),
      tokens.map((token) => token.secretId),
      tokens.map((token) => token.accountId),
      tokens.map((token) => token.scope),
      tokens.map((token) => token.issuedAtMs),
      tokens.map((token) => token.expiresAtMs),
    ],
  });
  if (inserted.rowCount === tokens.length) return tokens.map(() => true);
  // Some were refused: which ones is asked apart, because it is rare.
  const kept = await pool.query<{ digest: string }>(stored, [
    tokens.map((token) => Buffer.from(token.digestHex, 'hex')),
    'hex',
  ]);
  const digests = new Set(kept.rows.map((row) => row.digest));
  return tokens.map((token) => digests.has(token.digestHex));
}

async function findAll(
  pool: Database['pool'],
  asked: readonly { digest: Buffer; nowMs: number }[],
): Promise<(LiveToken | null)[]> {
  const nowMs = Math.max(...asked.map((one) => one.nowMs));
  const { rows } = await pool.query<FoundRow>({
    name: 'find-access-tokens',
    text: finding,
    values: [asked.map((one) => one.digest), nowMs],
  });
  const found = new Map(rows.map((row) => [row.digest, liveToken(row)]));
  return asked.map((one) => found.get(one.digest.toString('hex')) ?? null);
}

function liveToken(row: FoundRow): LiveToken {
  return {
    key: `digest:${row.digest}`,
    issuerId: row.issuer_id,
    applicationId: row.application_id,
    clientId: row.client_id,
    secretId: row.secret_id,
    accountId: row.account_id,
    accountEmail: row.email,
    scope: row.scope,
    issuedAtMs: row.issued_at.getTime(),
    expiresAtMs: row.expires_at.getTime(),
  };
}
