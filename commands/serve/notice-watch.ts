/** Watches what no transaction tells of by itself: quotas as they fill, and errors as they come. */
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { repeat } from '#base/repeated.ts';
import { tellErrors } from '#metering/notices/tell-errors.ts';
import { tellQuotas } from '#registry/notices/tell-quotas.ts';
import { inOneTransaction, type Actor, type Registry } from '#registry/operation.ts';

export type NoticeWatch = { readonly close: () => Promise<void> };

const watcher: Actor = { kind: 'system', name: 'watcher' };

/** Gives a look at quotas: the first at all of them, each later one at those used since the one before. */
export function quotaWatch(registry: Registry): () => Promise<void> {
  let lookedAt: Date | null = null;
  return async () => {
    const now = new Date(registry.clock.nowMs());
    // What a transaction noted that had begun before the last look, and ended after it, is looked at too.
    const since = lookedAt === null ? null : new Date(lookedAt.getTime() - limits.quotaWatchOverlapMs);
    await inOneTransaction(registry, watcher, (work) => tellQuotas(work, since));
    lookedAt = now;
  };
}

/** Starts watching. */
export function openNoticeWatch(registry: Registry, log: Log): NoticeWatch {
  const quotas = repeat({
    everyMs: limits.quotaWatchEveryMs,
    task: quotaWatch(registry),
    failed: (cause) => log.error('quotas could not be watched', {}, cause),
  });
  const errors = repeat({
    everyMs: limits.errorWatchEveryMs,
    task: () => inOneTransaction(registry, watcher, async (work) => void (await tellErrors(work))),
    failed: (cause) => log.error('errors of applications could not be watched', {}, cause),
  });
  return { close: async () => void (await Promise.all([quotas.stop(), errors.stop()])) };
}
