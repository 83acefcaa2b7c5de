import { and, eq, gt, isNull } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { digestOf } from '#base/secret-digest.ts';
import { passkeyChallenges } from '#database/tables.ts';
import type { Work } from '#registry/operation.ts';

type Purpose = typeof passkeyChallenges.$inferSelect.purpose;

/** Remembers a challenge that is given out; `accountId` null: whoever has a passkey may answer. */
export async function keepChallenge(
  { tx, now }: Pick<Work, 'tx' | 'now'>,
  challenge: string,
  purpose: Purpose,
  accountId: string | null,
): Promise<void> {
  const expiresAt = new Date(now.getTime() + limits.passkeyChallengeMs);
  await tx.insert(passkeyChallenges).values({ digest: digestOf(challenge), purpose, accountId, expiresAt });
}

/** Takes a challenge back: true for the first answer in time, by whom it was given to. */
export async function takeChallenge(
  { tx, now }: Pick<Work, 'tx' | 'now'>,
  challenge: string,
  purpose: Purpose,
  accountId: string | null,
): Promise<boolean> {
  const { accountId: givenTo } = passkeyChallenges;
  const taken = await tx
    .delete(passkeyChallenges)
    .where(
      and(
        eq(passkeyChallenges.digest, digestOf(challenge)),
        eq(passkeyChallenges.purpose, purpose),
        accountId === null ? isNull(givenTo) : eq(givenTo, accountId),
        gt(passkeyChallenges.expiresAt, now),
      ),
    )
    .returning({ purpose: passkeyChallenges.purpose });
  return taken.length > 0;
}
