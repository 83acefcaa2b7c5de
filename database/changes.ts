/** Hears of every commit that announces itself on a channel (LISTEN), over a connection of its own that is opened again when it breaks. */
import pg from 'pg';
import type { Log } from '#base/log.ts';

export type Changes = {
  /** True while announcements arrive; false: nothing that was remembered may be trusted. */
  readonly live: () => boolean;
  readonly close: () => Promise<void>;
};

type ChangesOptions = {
  readonly connection: pg.ClientConfig;
  /** A name of `channel.ts`. */
  readonly channel: string;
  readonly log: Log;
  /** Called at each announcement, and whenever announcements may have been missed. */
  readonly onChange: () => void;
};

const retryMs = 500;
/** A connection that died without a word is found out by asking it something. */
const probeEveryMs = 10_000;
const probeTimeoutMs = 5_000;

/** Starts listening; resolves after the first attempt, successful or not. */
export async function listenToChanges({ connection, channel, log, onChange }: ChangesOptions): Promise<Changes> {
  let client: pg.Client | undefined;
  let live = false;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;

  function broken(cause: Error | undefined): void {
    if (client === undefined) return;
    const old = client;
    client = undefined;
    live = false;
    onChange();
    old.end().catch(() => undefined);
    if (closed) return;
    log.warn('the connection that hears of changes broke', { cause: cause?.message });
    retry = setTimeout(() => void open(), retryMs).unref();
  }

  async function open(): Promise<void> {
    const opened = new pg.Client({ ...connection, keepAlive: true, query_timeout: probeTimeoutMs });
    client = opened;
    opened.on('error', (cause) => opened === client && broken(cause));
    opened.on('end', () => opened === client && broken(undefined));
    opened.on('notification', onChange);
    try {
      await opened.connect();
      await opened.query(`listen ${pg.escapeIdentifier(channel)}`);
      live = client === opened;
      onChange();
    } catch (cause) {
      if (opened === client) broken(cause instanceof Error ? cause : undefined);
    }
  }

  const probe = setInterval(() => {
    const probed = client;
    if (!live || probed === undefined) return;
    probed.query('select 1').catch((cause: Error) => probed === client && broken(cause));
  }, probeEveryMs).unref();

  await open();
  return {
    live: () => live,
    close: async () => {
      closed = true;
      live = false;
      clearInterval(probe);
      clearTimeout(retry);
      const last = client;
      client = undefined;
      await last?.end().catch(() => undefined);
    },
  };
}
