import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { accountPreferences, accounts } from '#database/tables.ts';
import { actorOf, type Session } from '#accounts/sessions/session.ts';
import { inOneTransaction, parseInput, recordChange, type Registry } from '#registry/operation.ts';

const profileSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  language: z.enum(['fr', 'en']).nullable(),
  wantsNews: z.boolean(),
  wantsSurveys: z.boolean(),
});

/** Changes the profile of who is logged in. @throws Problem `input.invalid` (422) */
export async function updateProfile(
  registry: Registry,
  session: Session,
  profile: z.input<typeof profileSchema>,
): Promise<void> {
  const { name, ...chosen } = parseInput(profileSchema, profile);
  const { accountId } = session;
  await inOneTransaction(registry, actorOf(session), async (work) => {
    await work.tx
      .insert(accountPreferences)
      .values({ accountId, ...chosen })
      .onConflictDoUpdate({ target: accountPreferences.accountId, set: chosen });
    if (name === session.name) return;
    await work.tx.update(accounts).set({ name }).where(eq(accounts.id, accountId));
    await recordChange(work, 'account.rename', [{ subjectType: 'account', subjectId: accountId }]);
  });
}
