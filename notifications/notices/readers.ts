import { and, eq, or, sql } from 'drizzle-orm';
import type { Transaction } from '#database/database.ts';
import { accounts, applications, memberships, noticePreferences } from '#database/tables.ts';
import type { NoticeType } from '#notifications/notices/types.ts';
import { recipientsAt, type Recipient } from '#notifications/recipients.ts';

type Asked = {
  readonly type: NoticeType;
  readonly applicationId: string;
  /** The person who had a hand in what is told (asked for the subscription, made the webhook); null: nobody. */
  readonly accountId: string | null;
};

/**
 * Who reads a notice by mail: the application's contact address once it is verified, members who have chosen this type,
 * and who had a hand in it. What a person has chosen for the application goes before the other two. Who has left the
 * organisation, or whose account is shut, is not written to.
 */
export async function readersOf(tx: Transaction, { type, applicationId, accountId }: Asked): Promise<Recipient[]> {
  const [application] = await tx
    .select({
      email: applications.email,
      verified: sql<boolean>`${applications.emailVerifiedAt} is not null`,
      types: applications.contactNotices,
    })
    .from(applications)
    .where(eq(applications.id, applicationId));
  if (application === undefined) return [];
  const people = await tx
    .select({
      email: accounts.email,
      types: noticePreferences.types,
      hadAHand: sql<boolean>`${accounts.id} is not distinct from ${accountId}`,
    })
    .from(accounts)
    .leftJoin(
      noticePreferences,
      and(eq(noticePreferences.accountId, accounts.id), eq(noticePreferences.applicationId, applicationId)),
    )
    .where(and(eq(accounts.active, true), or(isMember(applicationId), isOperator(accountId))));
  const wanted = people.filter(({ types, hadAHand }) => types?.includes(type) ?? hadAHand);
  const unwanted = new Set(people.filter(({ types }) => types?.includes(type) === false).map(({ email }) => email));
  const contact = application.verified && (application.types === null || application.types.includes(type));
  const addresses = [...wanted.map(({ email }) => email), ...(contact ? [application.email.toLowerCase()] : [])];
  return recipientsAt(
    tx,
    addresses.filter((address) => !unwanted.has(address)),
  );
}

const noId = '00000000-0000-0000-0000-000000000000';

/** Operators have a hand in what they are no members of. */
function isOperator(accountId: string | null) {
  return and(eq(accounts.id, accountId ?? noId), eq(accounts.operator, true));
}

/** Members, now, of the organisation that owns the application: who has left is not told by what was before. */
function isMember(applicationId: string) {
  return sql`exists (select 1 from ${memberships} join ${applications}
    on ${applications.organisationId} = ${memberships.organisationId}
    where ${applications.id} = ${applicationId} and ${memberships.accountId} = ${accounts.id})`;
}
