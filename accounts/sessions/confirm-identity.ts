import { eq } from 'drizzle-orm';
import { accounts } from '#database/tables.ts';
import { isRight, type SecondFactor } from '#accounts/login/second-factor.ts';
import { counted } from '#accounts/second-factors/counted.ts';
import type { AccountServices } from '#accounts/services.ts';
import { confirmSession } from '#accounts/sessions/confirm.ts';
import { actorOf, type Session } from '#accounts/sessions/session.ts';
import { demandPatience } from '#accounts/throttles.ts';
import { inOneTransaction } from '#registry/operation.ts';

/** What proves that the person of a session is there. */
export type Proof = { readonly kind: 'password'; readonly password: string } | SecondFactor;

/**
 * Confirms the session of who is logged in, before secrets are shown or the ways in are changed. Wrong passwords count with
 * those given when the password is changed.
 *
 * @throws Problem `account.throttled` (429), `password.busy` (503)
 */
export async function confirmIdentity(services: AccountServices, session: Session, proof: Proof): Promise<boolean> {
  const right =
    proof.kind === 'password' ? await knows(services, session, proof.password) : await has(services, session, proof);
  if (right) await confirmSession(services.registry, session);
  return right;
}

async function knows({ registry }: AccountServices, { accountId }: Session, password: string): Promise<boolean> {
  const { passwordFailures, passwords, clock, database } = registry;
  demandPatience([[passwordFailures, accountId]], clock.nowMs());
  passwordFailures.count(accountId, clock.nowMs());
  try {
    const [row] = await database.query
      .select({ passwordHash: accounts.passwordHash })
      .from(accounts)
      .where(eq(accounts.id, accountId));
    const right = await passwords.verify(row?.passwordHash ?? null, password);
    if (right) passwordFailures.forget(accountId);
    return right;
  } catch (cause) {
    passwordFailures.uncount(accountId);
    throw cause;
  }
}

async function has(services: AccountServices, session: Session, factor: SecondFactor): Promise<boolean> {
  const { accountId } = session;
  const judged = await counted(services, accountId, () =>
    inOneTransaction(services.registry, actorOf(session), async (work) => ({
      right: await isRight(services, work, accountId, factor),
    })),
  );
  return judged.right;
}
