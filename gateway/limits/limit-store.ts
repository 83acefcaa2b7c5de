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
 * KEYS: of each row the rate, then its windows. ARGV: gateway, µs since the last report; of each row cells, their cost, the
 * bucket and how many windows; of each of these own (-1: not known apart), used, seconds to live. Gives of each row how far
 * the bucket is ahead, then own and others of each window.
 *
 * The cells were taken at some time since the last report, not just now: so the arrival time goes on from then. At a steady
 * rate below the limit it thus never comes to lie ahead, however many cells a report brings. Debts are kept up to 16 buckets.
 */
const script = `
local gateway, since = ARGV[1], tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local key, at, answer = 1, 3, {}
local function say(number) answer[#answer + 1] = string.format('%.0f', number) end
while key <= #KEYS do
  local cells, cost, span, windows = ARGV[at], tonumber(ARGV[at + 1]), ARGV[at + 2], ARGV[at + 3]
  local ahead = 0
  if cost > 0 then
    local before = tonumber(redis.call('GET', KEYS[key]) or '0')
    local arrival = math.min(math.max(before, now - since) + cells * cost, now + 16 * span)
    ahead = math.max(arrival - now, 0)
    if ahead > 0 then
      redis.call('SET', KEYS[key], string.format('%.0f', arrival), 'PX', math.ceil((ahead + since) / 1000))
    end
  end
  say(ahead)
  key, at = key + 1, at + 4
  for _ = 1, tonumber(windows) do
    local own = tonumber(ARGV[at])
    local mine = tonumber(redis.call('HGET', KEYS[key], gateway) or '0')
    local others = -mine
    for _, count in ipairs(redis.call('HVALS', KEYS[key])) do others = others + count end
    if own < 0 then own = math.max(ARGV[at + 1] - others, 0) end
    own = math.max(own, mine)
    redis.call('HSET', KEYS[key], gateway, string.format('%.0f', own))
    redis.call('EXPIRE', KEYS[key], ARGV[at + 2])
    say(own)
    say(others)
    key, at = key + 1, at + 3
  end
end
return answer`;
const digest = createHash('sha1').update(script).digest('hex');

/** Opens the store at `url` (`redis://`, `rediss://`, `valkey://`, `valkeys://`). Returns at once; it connects, and again, by itself. */
export async function openLimitStore(url: string, gatewayId: string, log: Log): Promise<LimitStore> {
  // Loaded only where it is asked for: it takes 30 MB of memory.
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
  const tell = async (reports: readonly RowReport[], sinceMs: number): Promise<RowReply[]> => {
    const words = scriptWords(reports, gatewayId, sinceMs);
    const answer = await client.sendCommand(['EVALSHA', digest, ...words]).catch((cause: unknown) => {
      if (!String(cause).includes('NOSCRIPT')) throw cause;
      return client.sendCommand(['EVAL', script, ...words]);
    });
    return readReplies(answer, reports);
  };
  let refused = false;
  return {
    exchange: async (reports, sinceMs) => {
      if (!client.isReady) return reports.map(() => null);
      const parts: (readonly RowReport[])[] = [];
      for (let at = 0; at < reports.length; at += limits.limitCallRows) {
        parts.push(reports.slice(at, at + limits.limitCallRows));
      }
      const results = await Promise.allSettled(parts.map((part) => tell(part, sinceMs)));
      const fault = results.find((result) => result.status === 'rejected');
      // A store that answers and refuses (no memory, no permission) is told once; one that is away, above.
      if (fault !== undefined && !refused) log.warn('limits could not be shared', { cause: String(fault.reason) });
      refused = fault !== undefined;
      return results.flatMap((result, index) =>
        result.status === 'fulfilled' ? result.value : (parts[index] ?? []).map(() => null),
      );
    },
    close: () => client.destroy(),
  };
}

function scriptWords(reports: readonly RowReport[], gatewayId: string, sinceMs: number): string[] {
  const keys: string[] = [];
  const values: string[] = [gatewayId, String(Math.round(sinceMs * 1000))];
  for (const { key, cells, costUs, spanUs, windows } of reports) {
    keys.push(`guichet:limits:{${key}}:rate`);
    values.push(String(cells), String(costUs), String(spanUs), String(windows.length));
    for (const { name, own, used, lastsSeconds } of windows) {
      keys.push(`guichet:limits:{${key}}:${name}`);
      values.push(String(own ?? -1), String(used), String(lastsSeconds));
    }
  }
  return [String(keys.length), ...keys, ...values];
}

function readReplies(answer: unknown, reports: readonly RowReport[]): RowReply[] {
  const numbers = Array.isArray(answer) ? answer.map(Number) : [];
  const expected = reports.reduce((sum, { windows }) => sum + 1 + 2 * windows.length, 0);
  if (numbers.length !== expected || !numbers.every(Number.isFinite)) {
    throw new Error('the store of shared limits answered what it was not asked');
  }
  let at = 0;
  const next = (): number => numbers[at++] ?? 0;
  return reports.map(({ windows }) => {
    const aheadUs = next();
    return { aheadUs, windows: windows.map(() => ({ own: next(), others: next() })) };
  });
}
