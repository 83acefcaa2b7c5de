/** The doors of `accounts` on a test registry: no pauses, mails read from the outbox. */
import { desc, eq } from 'drizzle-orm';
import { silentLog } from '#base/log.ts';
import { mails } from '#database/tables.ts';
import { activate } from '#accounts/sign-up/activate.ts';
import { signUp, type SigningUp } from '#accounts/sign-up/sign-up.ts';
import { logIn } from '#accounts/login/log-in.ts';
import type { AccountServices } from '#accounts/services.ts';
import { readSession } from '#accounts/sessions/read.ts';
import type { Session } from '#accounts/sessions/session.ts';
import { openAccountThrottles } from '#accounts/throttles.ts';
import { openMail } from '#notifications/outbox.ts';
import type { Registry } from '#registry/operation.ts';

export const browser = { address: '192.0.2.77', userAgent: 'Firefox' };
export const goodPassword = 'Correct-horse-1';

/** Opens the doors; each call has throttles of its own. */
export function openDoors(registry: Registry): AccountServices {
  return {
    registry,
    throttles: openAccountThrottles(),
    log: silentLog,
    portalUrl: 'http://localhost:4000',
    instanceName: 'Guichet',
    pause: async () => {},
  };
}

/** What a sign-up form holds. */
export function signingUp(email: string, more: Partial<SigningUp> = {}): SigningUp {
  return {
    name: 'Zoé Martin',
    email,
    password: goodPassword,
    organisationCode: undefined,
    wantsNews: false,
    wantsSurveys: false,
    language: 'fr',
    ...more,
  };
}

export type ReadMail = { readonly template: string; readonly subject: string; readonly path: string | null };

/** The mails to an address, newest first, with the path of their link. */
export async function mailsTo({ database, sealingKey }: Registry, email: string): Promise<ReadMail[]> {
  const rows = await database.query
    .select()
    .from(mails)
    .where(eq(mails.recipient, email))
    .orderBy(desc(mails.createdAt), desc(mails.id));
  return rows.map((row) => {
    if (row.sealedContent === null) throw new Error('the mail was emptied');
    const [first] = openMail(sealingKey, { id: row.id, sealedContent: row.sealedContent });
    const { subject = '', action } = first?.content ?? {};
    return { template: row.template, subject, path: action?.path ?? null };
  });
}

/** The path that the newest mail of a kind links to. */
export async function mailedLink(registry: Registry, email: string, template: string): Promise<string> {
  const path = (await mailsTo(registry, email)).find((mail) => mail.template === template)?.path ?? null;
  if (path === null) throw new Error(`no mail ${template} with a link to ${email}`);
  return path;
}

/** The token of that link. */
export async function mailedToken(registry: Registry, email: string, template: string): Promise<string> {
  const token = new URL(await mailedLink(registry, email, template), 'http://x').searchParams.get('token');
  if (token === null) throw new Error(`the link of ${template} has no token`);
  return token;
}

/** Signs up, activates and logs in. */
export async function enter(doors: AccountServices, email: string): Promise<{ session: Session; token: string }> {
  await signUp(doors, signingUp(email), browser);
  await activate(doors.registry, await mailedToken(doors.registry, email, 'account.activate'));
  const login = await logIn(doors, { email, password: goodPassword, browser, replaces: null });
  if (login.state !== 'logged-in') throw new Error(`login: ${login.state}`);
  const session = await readSession(doors.registry, login.session.token);
  if (session === null) throw new Error('no session');
  return { session, token: login.session.token };
}
