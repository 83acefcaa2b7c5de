/**
 * Issuers and clients, remembered between two changes of the registry. A change forgets everything; while nobody can tell
 * whether something changed, nothing is remembered and every request asks the database.
 */
import { eq } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { listenToChanges } from '#database/changes.ts';
import { registryChannel } from '#database/channel.ts';
import type { Database, Query } from '#database/database.ts';
import { issuerPasswordClients, issuers } from '#database/tables.ts';
import { openBatch } from '#identity/batch.ts';
import type { Client } from '#identity/clients/client.ts';
import { clientLoader } from '#identity/clients/load.ts';
import { toIssuer } from '#identity/issuers/issuer.ts';
import { issuerTable, type IssuerTable } from '#identity/issuers/locate.ts';

export type Directory = {
  /** The enabled issuers. */
  readonly issuers: () => IssuerTable | Promise<IssuerTable>;
  /** The client of a client id in lower case; null: there is none. */
  readonly client: (clientId: string) => Client | null | Promise<Client | null>;
  /** The same, asked of the database in any case. */
  readonly clientNow: (clientId: string) => Promise<Client | null>;
  readonly close: () => Promise<void>;
};

type DirectoryOptions = {
  readonly database: Database;
  readonly log: Log;
  /** Called at each change, after everything was forgotten. */
  readonly onChange: () => void;
};

/** Opens the directory and begins to listen for changes. */
export async function openDirectory({ database, log, onChange }: DirectoryOptions): Promise<Directory> {
  let generation = 0;
  let table: IssuerTable | undefined;
  let loading: Promise<IssuerTable> | undefined;
  const clients = new Map<string, Client>();
  const lookUps = openBatch<string, Client | null>({
    run: clientLoader(database.query),
    statementLimit: limits.batchStatements,
    itemLimit: limits.batchItems,
    queueLimit: limits.batchQueue,
  });
  const changes = await listenToChanges({
    connection: database.connection,
    channel: registryChannel,
    log,
    onChange: () => {
      generation += 1;
      table = undefined;
      loading = undefined;
      clients.clear();
      onChange();
    },
  });

  async function readIssuers(): Promise<IssuerTable> {
    const asked = generation;
    const read = await loadIssuers(database.query);
    // Only what was read after the last change is remembered.
    if (asked === generation && changes.live()) table = read;
    return read;
  }

  async function readClient(clientId: string): Promise<Client | null> {
    const asked = generation;
    const client = await lookUps.add(clientId);
    if (client !== null && asked === generation && changes.live()) {
      if (clients.size >= limits.rememberedClients) clients.clear();
      clients.set(clientId, client);
    }
    return client;
  }

  function loadOnce(): Promise<IssuerTable> {
    const mine = readIssuers().finally(() => {
      if (loading === mine) loading = undefined;
    });
    return mine;
  }

  return {
    issuers: () => table ?? (loading ??= loadOnce()),
    client: (clientId) => clients.get(clientId) ?? readClient(clientId),
    clientNow: lookUps.add,
    close: () => changes.close(),
  };
}

async function loadIssuers(query: Query): Promise<IssuerTable> {
  const [rows, allowed] = await Promise.all([
    query.select().from(issuers).where(eq(issuers.enabled, true)),
    query.select().from(issuerPasswordClients),
  ]);
  const clientsOf = Map.groupBy(allowed, (row) => row.issuerId);
  return issuerTable(
    rows.map((row) => toIssuer(row, new Set((clientsOf.get(row.id) ?? []).map((client) => client.applicationId)))),
  );
}
