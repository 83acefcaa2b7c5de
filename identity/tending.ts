/** The work that no request waits for: expired tokens, keys that are due, uses of secrets. */
import { limits } from '#base/limits.ts';
import type { IdentityServices } from '#identity/services.ts';
import { sweepTokens } from '#identity/tokens/sweep.ts';

export type Tending = {
  /** Does it once. */
  readonly tend: () => Promise<void>;
  /** Does it no more; resolves when nothing is under way. */
  readonly stop: () => Promise<void>;
};

/** Starts tending, once every `limits.tokenTendingEveryMs`. A failure is logged, and tried again the next time. */
export function tendTokens(services: IdentityServices): Tending {
  let underWay: Promise<void> | undefined;

  async function tendOnce(): Promise<void> {
    try {
      await services.secretUses.flush();
      await sweepTokens(services.registry);
      await rotateKeys(services);
    } catch (cause) {
      services.log.error('tokens and keys could not be tended', {}, cause);
    }
  }

  function tend(): Promise<void> {
    underWay ??= tendOnce().finally(() => {
      underWay = undefined;
    });
    return underWay;
  }

  const timer = setInterval(() => void tend(), limits.tokenTendingEveryMs).unref();
  return {
    tend,
    stop: async () => {
      clearInterval(timer);
      await underWay;
    },
  };
}

/** Makes keys that are due: asking for the published ones does, once they are forgotten. */
async function rotateKeys({ keys, directory }: IdentityServices): Promise<void> {
  keys.forget();
  const { bySlug } = await directory.issuers();
  for (const issuer of bySlug.values()) await keys.published(issuer);
}
