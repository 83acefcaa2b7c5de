import type { AccountServices } from '#accounts/services.ts';
import { demandPatience } from '#accounts/throttles.ts';

/**
 * Judges a code of an account; wrong ones are counted, as wrong while they are judged so that many at once cannot slip
 * through.
 *
 * @throws Problem `account.throttled` (429) when too many were wrong
 */
export async function counted<Judged extends { readonly right: boolean }>(
  { registry, throttles }: AccountServices,
  accountId: string,
  judge: () => Promise<Judged>,
): Promise<Judged> {
  const { secondFactorFailures } = throttles;
  const nowMs = registry.clock.nowMs();
  demandPatience([[secondFactorFailures, accountId]], nowMs);
  secondFactorFailures.count(accountId, nowMs);
  try {
    const judged = await judge();
    if (judged.right) secondFactorFailures.forget(accountId);
    return judged;
  } catch (cause) {
    secondFactorFailures.uncount(accountId);
    throw cause;
  }
}
