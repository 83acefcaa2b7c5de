/** Writes down when secrets were last used: to the minute, behind the requests, many with one statement. */
import { inArray } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import type { Query } from '#database/database.ts';
import { secrets } from '#database/tables.ts';

export type SecretUses = {
  /** Notes that a secret was accepted. */
  readonly note: (secretId: string, nowMs: number) => void;
  /** Writes what was noted; a failure is logged and forgotten. */
  readonly flush: () => Promise<void>;
};

/** Opens the notes. */
export function openSecretUses(query: Query, log: Log): SecretUses {
  const notedAtMs = new Map<string, number>();
  let pending = new Set<string>();
  let latestMs = 0;
  return {
    note: (secretId, nowMs) => {
      if (nowMs - (notedAtMs.get(secretId) ?? -Infinity) < limits.secretUseNotedEveryMs) return;
      if (notedAtMs.size >= limits.rememberedClients) notedAtMs.clear();
      notedAtMs.set(secretId, nowMs);
      pending.add(secretId);
      latestMs = nowMs;
    },
    flush: async () => {
      if (pending.size === 0) return;
      const taken = [...pending];
      pending = new Set();
      try {
        await query
          .update(secrets)
          .set({ lastUsedAt: new Date(latestMs) })
          .where(inArray(secrets.id, taken));
      } catch (cause) {
        log.warn('the last use of secrets could not be written', { secrets: taken.length, cause: String(cause) });
      }
    },
  };
}
