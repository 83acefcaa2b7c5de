import { setTimeout as delay } from 'node:timers/promises';
import { limits } from '#base/limits.ts';
import type { PostmasterPlan, RunningPostmaster } from '#database/embedded/postmaster.ts';
import { findPostmaster } from '#database/embedded/postmaster-file.ts';

/** `fast` ends what clients are doing; `patient` first waits for them to leave. */
export type StopMode = 'fast' | 'patient';

const pollMs = 10;

/**
 * Stops the server. Each signal has its time before the next, harder one: wait for clients (SIGTERM), roll back and stop
 * (SIGINT), stop at once and recover at the next start (SIGQUIT). No acknowledged row is lost by any of them.
 */
export async function stopPostmaster(plan: PostmasterPlan, running: RunningPostmaster, mode: StopMode): Promise<void> {
  const signals = mode === 'patient' ? (['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) : (['SIGINT', 'SIGQUIT'] as const);
  for (const signal of signals) {
    if (!running.alive()) return;
    // An adopted server's number could have gone to another program since.
    if (running.adopted && (await findPostmaster(plan.cluster))?.pid !== running.pid) return;
    process.kill(running.pid, signal);
    const deadlineMs = performance.now() + (signal === 'SIGTERM' ? limits.drainMs : limits.databaseStopMs);
    while (running.alive() && performance.now() < deadlineMs) await delay(pollMs);
  }
  if (running.alive()) plan.log.error('the embedded database does not stop', { pid: running.pid });
}
