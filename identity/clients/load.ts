import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Query } from '#database/database.ts';
import { applications, credentials, secrets } from '#database/tables.ts';
import type { Client, ClientSecret } from '#identity/clients/client.ts';

/** Reads the clients of client ids with one statement, in the same order; null where there is none. */
export type LoadClients = (clientIds: readonly string[]) => Promise<(Client | null)[]>;

/** Gives the reader; its statement is prepared once a connection. */
export function clientLoader(query: Query): LoadClients {
  const statement = clientStatement(query);
  return async (clientIds) => {
    const rows = await statement.execute({ clientIds: [...new Set(clientIds)] });
    const found = new Map<string, Client & { secrets: ClientSecret[] }>();
    for (const { clientId, applicationId, environment, enabled, secretId, digest, expiresAt } of rows) {
      const client = found.get(clientId) ?? { clientId, applicationId, environment, enabled, secrets: [] };
      if (secretId !== null && digest !== null) {
        client.secrets.push({ id: secretId, digest, expiresAtMs: expiresAt?.getTime() ?? null });
      }
      found.set(clientId, client);
    }
    return clientIds.map((clientId) => found.get(clientId) ?? null);
  };
}

function clientStatement(query: Query) {
  return query
    .select({
      clientId: credentials.clientId,
      applicationId: applications.id,
      environment: applications.environment,
      enabled: applications.enabled,
      secretId: secrets.id,
      digest: secrets.digest,
      expiresAt: secrets.expiresAt,
    })
    .from(credentials)
    .innerJoin(applications, and(eq(applications.id, credentials.applicationId), isNull(applications.deletedAt)))
    .leftJoin(secrets, and(eq(secrets.credentialId, credentials.id), isNull(secrets.withdrawnAt)))
    .where(
      and(
        sql`${credentials.clientId} = any (${sql.placeholder('clientIds')}::uuid[])`,
        eq(credentials.type, 'confidential'),
      ),
    )
    .prepare('load-clients');
}
