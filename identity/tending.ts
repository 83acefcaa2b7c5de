/** The work that no request waits for: expired tokens, keys that are due, uses of secrets. */
import { limits } from '#base/limits.ts';
import { repeat, type RepeatedTask } from '#base/repeated.ts';
import type { IdentityServices } from '#identity/services.ts';
import { sweepTokens } from '#identity/tokens/sweep.ts';

/** Starts tending, once every `limits.tokenTendingEveryMs`. A failure is logged, and tried again the next time. */
export function tendTokens(services: IdentityServices): RepeatedTask {
  return repeat({
    everyMs: limits.tokenTendingEveryMs,
    task: async () => {
      await services.secretUses.flush();
      await sweepTokens(services.registry);
      await rotateKeys(services);
    },
    failed: (cause) => services.log.error('tokens and keys could not be tended', {}, cause),
  });
}

/** Makes keys that are due: asking for the published ones does, once they are forgotten. */
async function rotateKeys({ keys, directory }: IdentityServices): Promise<void> {
  keys.forget();
  const { bySlug } = await directory.issuers();
  for (const issuer of bySlug.values()) await keys.published(issuer);
}
