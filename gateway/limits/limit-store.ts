/**
 * The store that gateways on several machines share limits through: Valkey or Redis. One call of a script a row, all of an
 * exchange in one pipeline.
 *
 * For each row the store keeps (`{…}` is the row's key):
 * - `guichet:limits:{…}:rate`: the arrival time of the bucket that all gateways take from, µs since the epoch by its clock;
 * - `guichet:limits:{…}:<window>`: a hash of how many requests each gateway let through in a day or month. A gateway says
 *   its whole count each time, so saying it twice, or again after the store lost it, does no harm.
 */
import { createHash } from 'node:crypto';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';

/** What a gateway tells of one row. */
export type RowReport = {
  readonly key: string;
  /** Requests let through since the last report, µs that one costs (0: no rate limit), and µs that a full bucket holds. */
  readonly cells: number;
  readonly costUs: number;
  readonly spanUs: number;
  readonly windows: readonly WindowReport[];
};

export type WindowReport = {
  /** `day:20000`. */
  readonly name: string;
  readonly lastsSeconds: number;
  /** What this gateway let through in it; null: not known apart, because the count comes from before a restart. */
  readonly own: number | null;
  /** What it believes all have let through. */
  readonly used: number;
};

/** What the store answers. */
export type RowReply = {
  /** How far the common bucket's arrival time lies ahead, in µs. */
  readonly aheadUs: number;
  /** In the order of the report: what this gateway and the others have let through. */
  readonly windows: readonly { readonly own: number; readonly others: number }[];
};

export type LimitStore = {
  /** Tells all rows and gives the answers in their order; null for a row that could not be told. Never rejects. */
  readonly exchange: (reports: readonly RowReport[], sinceMs: number) => Promise<(RowReply | null)[]>;
  readonly close: () => void;
};

/**
 * KEYS: the rate, then the windows. ARGV: gateway, cells, their cost, the bucket, µs since the last report; for each window
 * own (-1: not known apart), used, seconds to live.
 *
 * The cells were taken at some time since the last report, not just now: so the arrival time goes on from then. At a steady
 * rate below the limit it thus never comes to lie ahead, however many cells a report brings. Debts are kept up to 16 buckets.
 */
const script = `
local answer = { '0' }
local cost = tonumber(ARGV[3])
if cost > 0 then
  local time = redis.call('TIME')
  local now = time[1] * 1000000 + time[2]
  local before = tonumber(redis.call('GET', KEYS[1]) or '0')
  local arrival = math.max(before, now - ARGV[5]) + ARGV[2] * cost
  arrival = math.min(arrival, now + 16 * ARGV[4])
  if arrival > now then
    redis.call('SET', KEYS[1], string.format('%.0f', arrival), 'PX', math.ceil((arrival - now + ARGV[5]) / 1000))
    answer[1] = string.format('%.0f', arrival - now)
  end
end
for window = 2, #KEYS do
  local at = 6 + 3 * (window - 2)
  local own = tonumber(ARGV[at])
  local mine = tonumber(redis.call('HGET', KEYS[window], ARGV[1]) or '0')
  local others = -mine
  for _, count in ipairs(redis.call('HVALS', KEYS[window])) do others = others + count end
  if own < 0 then own = math.max(ARGV[at + 1] - others, 0) end
  own = math.max(own, mine)
  redis.call('HSET', KEYS[window], ARGV[1], string.format('%.0f', own))
  redis.call('EXPIRE', KEYS[window], ARGV[at + 2])
  answer[#answer + 1] = string.format('%.0f', own)
  answer[#answer + 1] = string.format('%.0f', others)
end
return answer`;
const digest = createHash('sha1').update(script).digest('hex');

/** Opens the store at `url` (`redis://`, `rediss://`, `valkey://`, `valkeys://`). Returns at once; it connects, and again, by itself. */
export async function openLimitStore(url: string, gatewayId: string, log: Log): Promise<LimitStore> {
  // Loaded only where it is asked for: 10 MB of memory.
  const { createClient } = await import('@redis/client');
  const client = createClient({
    url: url.replace(/^valkey(s?):/, 'redis$1:'),
    // Nothing waits for a store that is away: what is untold is told by the next exchange.
    disableOfflineQueue: true,
    pingInterval: limits.limitStoreMs,
    socket: {
      connectTimeout: limits.limitStoreMs,
      socketTimeout: 3 * limits.limitStoreMs,
      reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, limits.limitStoreRetryMs),
    },
  });
  let away = false;
  client.on('error', (cause: unknown) => {
    if (!away) log.warn('the store of shared limits is away: each gateway limits alone', { cause: String(cause) });
    away = true;
  });
  client.on('ready', () => {
    if (away) log.info('the store of shared limits is back');
    away = false;
  });
  client.connect().catch(() => undefined);
  const tell = async (report: RowReport, sinceMs: number): Promise<RowReply> => {
    const words = scriptWords(report, gatewayId, sinceMs);
    const answer = await client.sendCommand(['EVALSHA', digest, ...words]).catch((cause: unknown) => {
      if (!String(cause).includes('NOSCRIPT')) throw cause;
      return client.sendCommand(['EVAL', script, ...words]);
    });
    return readReply(answer, report);
  };
  let refused = false;
  return {
    exchange: async (reports, sinceMs) => {
      if (!client.isReady) return reports.map(() => null);
      const results = await Promise.allSettled(reports.map((report) => tell(report, sinceMs)));
      const fault = results.find((result) => result.status === 'rejected');
      // A store that answers and refuses (no memory, no permission) is told once; one that is away, above.
      if (fault !== undefined && !refused) log.warn('limits could not be shared', { cause: String(fault.reason) });
      refused = fault !== undefined;
      return results.map((result) => (result.status === 'fulfilled' ? result.value : null));
    },
    close: () => client.destroy(),
  };
}

function scriptWords(report: RowReport, gatewayId: string, sinceMs: number): string[] {
  const prefix = `guichet:limits:{${report.key}}`;
  return [
    String(1 + report.windows.length),
    `${prefix}:rate`,
    ...report.windows.map(({ name }) => `${prefix}:${name}`),
    gatewayId,
    String(report.cells),
    String(report.costUs),
    String(report.spanUs),
    String(Math.round(sinceMs * 1000)),
    ...report.windows.flatMap(({ own, used, lastsSeconds }) => [String(own ?? -1), String(used), String(lastsSeconds)]),
  ];
}

function readReply(answer: unknown, report: RowReport): RowReply {
  const numbers = Array.isArray(answer) ? answer.map(Number) : [];
  const [aheadUs, ...counts] = numbers;
  if (aheadUs === undefined || counts.length !== 2 * report.windows.length || !numbers.every(Number.isFinite)) {
    throw new Error('the store of shared limits answered what it was not asked');
  }
  const windows = report.windows.map((_, index) => ({
    own: counts[2 * index] ?? 0,
    others: counts[2 * index + 1] ?? 0,
  }));
  return { aheadUs, windows };
}
