/**
 * The embedded PostgreSQL: brought up when it does not run, used again when a killed Guichet has left it running, started
 * anew when it dies, stopped with us. The data folder's lock must be held by whoever opens it here.
 */
import { realpath } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '#base/log.ts';
import { serverAccount } from '#database/embedded/account.ts';
import { findBinaries } from '#database/embedded/binaries.ts';
import { clusterFolder, clusterMajor, createCluster, superuser } from '#database/embedded/cluster.ts';
import { bringUp, type PostmasterPlan, type RunningPostmaster } from '#database/embedded/postmaster.ts';
import { reachServer } from '#database/embedded/reach.ts';
import { secureSocketFolder, socketFolder, socketPort } from '#database/embedded/socket.ts';
import { stopPostmaster, type StopMode } from '#database/embedded/stop.ts';

export type EmbeddedServerOptions = {
  readonly dataFolder: string;
  readonly log: Log;
  /** Folder of `postgres` and `initdb`; undefined: the npm package's, else the distribution's. */
  readonly binariesFolder?: string | undefined;
  /** Parameters of PostgreSQL besides ours. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** False: it goes on when we are killed, as it does where the system knows no parent-death signal. */
  readonly diesWithUs?: boolean;
};

export type EmbeddedServer = {
  /** Settings for connecting to one of its databases. */
  readonly connection: (database: string) => pg.ClientConfig;
  /** Its process now; another one after a crash. */
  readonly pid: () => number;
  /** True when it was found running. */
  readonly adopted: boolean;
  /** `fast` ends what clients are doing; `patient` first waits for them to leave. */
  readonly stop: (mode: StopMode) => Promise<void>;
};

/** The database that Guichet works in. */
export const databaseName = 'guichet';

/** How often a running server is looked at. */
const watchMs = 250;
/** Pause after it could not be started again. */
const retryMs = 5_000;

/** Settings for connecting to `database` of the server of `dataFolder`, whoever runs it. */
export async function embeddedConnection(dataFolder: string, database: string): Promise<pg.ClientConfig> {
  const cluster = clusterFolder(await realpath(dataFolder));
  return { host: socketFolder(cluster), port: socketPort, user: superuser, database };
}

/**
 * Gets the server of the data folder running, made at the first start, with the database `guichet` in it.
 *
 * @throws Problem `database.no_binaries`, `database.not_created`, `database.not_started`, `data.not_ours`,
 * `database.socket_folder_unsafe` (all 500)
 */
export async function openServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const plan = await prepare(options);
  const first = await bringUp(plan);
  await ensureDatabase(plan.connection);
  const watched = watch(plan, first);
  return {
    connection: (database) => ({ ...plan.connection, database }),
    pid: () => watched.running().pid,
    adopted: first.adopted,
    stop: async (mode) => {
      const running = await watched.end();
      await stopPostmaster(plan, running, mode);
    },
  };
}

async function prepare(options: EmbeddedServerOptions): Promise<PostmasterPlan> {
  const dataFolder = await realpath(options.dataFolder);
  const cluster = clusterFolder(dataFolder);
  const account = serverAccount(cluster);
  const major = await clusterMajor(cluster);
  const binaries = await findBinaries({ folder: options.binariesFolder, major, account });
  if (major === undefined) await createCluster(dataFolder, binaries, account);
  const socket = socketFolder(cluster);
  if (socket !== cluster) secureSocketFolder(socket, account);
  return {
    dataFolder,
    cluster,
    socket,
    account,
    binaries,
    log: options.log,
    parameters: options.parameters ?? {},
    diesWithUs: options.diesWithUs ?? true,
    connection: await embeddedConnection(dataFolder, 'postgres'),
  };
}

/** Makes our database: at the first start, or when a kill came between the server's birth and this. */
async function ensureDatabase(connection: pg.ClientConfig): Promise<void> {
  if ((await reachServer({ ...connection, database: databaseName })) !== 'lacking') return;
  const client = new pg.Client(connection);
  await client.connect();
  await client.query(`create database ${databaseName}`).finally(() => client.end());
}

/** Looks after the running server until `end`: when it dies, it is brought up again. */
function watch(plan: PostmasterPlan, first: RunningPostmaster) {
  const ending = new AbortController();
  let running = first;
  const pause = (ms: number): Promise<unknown> =>
    delay(ms, undefined, { signal: ending.signal, ref: false }).catch(() => undefined);
  const watching = (async () => {
    while (!ending.signal.aborted) {
      await pause(watchMs);
      if (ending.signal.aborted || running.alive()) continue;
      plan.log.error('the embedded database ended by itself and is started again', { pid: running.pid });
      try {
        running = await bringUp(plan);
      } catch (cause) {
        plan.log.error('the embedded database could not be started again; the next attempt follows', {}, cause);
        await pause(retryMs);
      }
    }
  })();
  return {
    running: () => running,
    end: async (): Promise<RunningPostmaster> => {
      ending.abort();
      await watching;
      return running;
    },
  };
}
