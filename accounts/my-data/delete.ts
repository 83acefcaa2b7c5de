import { and, asc, eq, inArray, ne, sql } from 'drizzle-orm';
import { Problem } from '#base/problem.ts';
import { accounts, applicationEmailLinks, applications, mails, memberships, organisations } from '#database/tables.ts';
import { tellChange } from '#accounts/mail.ts';
import { readConsequences, type Consequences } from '#accounts/my-data/consequences.ts';
import { removeEmptyOrganisations } from '#accounts/my-data/organisations.ts';
import { pseudonymise, pseudonymOf } from '#accounts/pseudonym.ts';
import type { AccountServices } from '#accounts/services.ts';
import { actorOf, type Session } from '#accounts/sessions/session.ts';
import { readAccount } from '#registry/accounts/find.ts';
import { deleteApplication } from '#registry/applications/delete.ts';
import { inOneTransaction, recordChange, runWithin, type Work } from '#registry/operation.ts';

/**
 * Deletes the account of who is logged in, with all that is the person's alone: applications of organisations that nobody else
 * belongs to, sessions, second factors, rights, choices. What must stay for the audit stays under a pseudonym.
 *
 * @throws Problem `account.last_administrator` (409) when an organisation would be left without an administrator
 */
export async function deleteMyAccount(services: AccountServices, session: Session): Promise<void> {
  await inOneTransaction(services.registry, actorOf(session), async (work) => {
    const account = await readAccount(work.tx, session.accountId);
    const consequences = await readConsequences(work.tx, account.id);
    if (consequences.blockedBy.length > 0) throw lastAdministrator(consequences.blockedBy);
    for (const { id } of consequences.applications) await runWithin(work, deleteApplication, { application: id });
    await forgetMails(work, account.email);
    await tellChange(services, work, account, 'deleted');
    const removed = await removeEmptyOrganisations(work, account.id);
    const note = { subjectType: 'account', subjectId: account.id, details: { deleted: true } };
    await recordChange(work, 'account.delete', [note, ...removed]);
    await hideInApplications(work, account, consequences);
    await pseudonymise(work, account);
    await work.tx.delete(accounts).where(eq(accounts.id, account.id));
  });
}

/** The mails of the past, secrets of their links included. */
async function forgetMails({ tx }: Work, email: string): Promise<void> {
  await tx.delete(mails).where(eq(mails.recipient, email));
}

/**
 * Rows of deleted applications stay for the audit: without the person's name, address and phone. Applications of organisations
 * that go on write to another member from now on, an administrator if there is one.
 */
async function hideInApplications(
  { tx }: Work,
  { id, email }: { readonly id: string; readonly email: string },
  { ownOrganisations }: Consequences,
): Promise<void> {
  const pseudonym = pseudonymOf(id);
  // RFC 2606 §2: an address that is none, for notices that nobody is to get any more.
  const nobody = `${pseudonym}@deleted.invalid`;
  if (ownOrganisations.length > 0) {
    const own = ownOrganisations.map((organisation) => organisation.id);
    const hidden = {
      email: nobody,
      phone: '',
      responsible: pseudonym,
      structure: '',
      picture: null,
      pictureType: null,
    };
    await tx.update(applications).set(hidden).where(inArray(applications.organisationId, own));
    await tx.update(organisations).set({ name: pseudonym }).where(inArray(organisations.id, own));
  }
  const sandbox = { name: `APP_SANDBOX_${pseudonym}` };
  await tx
    .update(applications)
    .set(sandbox)
    .where(eq(applications.name, `APP_SANDBOX_${email}`));
  const successor = tx
    .select({ email: accounts.email })
    .from(memberships)
    .innerJoin(accounts, eq(accounts.id, memberships.accountId))
    .where(
      and(eq(memberships.organisationId, applications.organisationId), ne(accounts.id, id), eq(accounts.active, true)),
    )
    // 'administrator' stands before 'developer'.
    .orderBy(asc(memberships.role), asc(memberships.joinedAt))
    .limit(1);
  await tx
    .update(applications)
    .set({ email: sql`coalesce((${successor}), ${nobody})`, emailVerifiedAt: null })
    .where(eq(applications.email, email));
  await tx.delete(applicationEmailLinks).where(eq(applicationEmailLinks.email, email));
}

function lastAdministrator(names: readonly string[]): Problem {
  const listed = names.join(', ');
  return new Problem('account.last_administrator', 409, {
    en: `You are the last administrator of ${listed}: name another one first, or ask the operator of the portal.`,
    fr: `Vous êtes le dernier administrateur de ${listed} : nommez-en un autre d'abord, ou demandez à l'opérateur du portail.`,
  });
}
