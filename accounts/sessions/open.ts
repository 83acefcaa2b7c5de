import { and, desc, eq, inArray } from 'drizzle-orm';
import { newId } from '#base/ids.ts';
import { limits } from '#base/limits.ts';
import { digestOf } from '#base/secret-digest.ts';
import { sessions } from '#database/tables.ts';
import { networkOf } from '#accounts/sessions/network.ts';
import { newToken } from '#accounts/token.ts';
import type { Work } from '#registry/operation.ts';

/** Where a request comes from. */
export type Browser = {
  /** Address of the client, as the listener knows it. */
  readonly address: string;
  /** `User-Agent`; empty when there is none. */
  readonly userAgent: string;
};

type Opening = {
  readonly accountId: string;
  readonly browser: Browser;
  /** True: the password was right, and a second factor must follow before the session opens anything. */
  readonly secondFactorOwed: boolean;
  /** The token that the browser held before: it ends, so that a planted one is never logged in (session fixation). */
  readonly replaces: string | null;
};

/** A new session as its browser gets it: the token goes into a cookie and is not kept here. */
export type OpenedSession = { readonly id: string; readonly token: string; readonly expiresAt: Date };

/** Opens a session with a token of its own. */
export async function openSession(work: Pick<Work, 'tx' | 'now'>, opening: Opening): Promise<OpenedSession> {
  const { accountId, browser, secondFactorOwed, replaces } = opening;
  if (replaces !== null) await work.tx.delete(sessions).where(eq(sessions.digest, digestOf(replaces)));
  await makeRoom(work, accountId);
  const token = newToken();
  const id = newId(work.now.getTime());
  const lifeMs = secondFactorOwed ? limits.secondFactorMs : limits.sessionMs;
  const expiresAt = new Date(work.now.getTime() + lifeMs);
  await work.tx.insert(sessions).values({
    id,
    digest: digestOf(token),
    accountId,
    secondFactorOwed,
    createdAt: work.now,
    lastSeenAt: work.now,
    idleExpiresAt: new Date(work.now.getTime() + Math.min(lifeMs, limits.sessionIdleMs)),
    expiresAt,
    confirmedAt: secondFactorOwed ? null : work.now,
    userAgent: browser.userAgent.slice(0, limits.userAgentLength),
    network: networkOf(browser.address),
  });
  return { id, token, expiresAt };
}

/** Ends the sessions above the limit, least recently used first. */
async function makeRoom(work: Pick<Work, 'tx'>, accountId: string): Promise<void> {
  const surplus = work.tx
    .select({ id: sessions.id })
    .from(sessions)
    .where(eq(sessions.accountId, accountId))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.id))
    .offset(limits.sessionsPerAccount - 1);
  await work.tx.delete(sessions).where(and(eq(sessions.accountId, accountId), inArray(sessions.id, surplus)));
}
