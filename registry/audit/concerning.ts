import { sql, type SQL } from 'drizzle-orm';
import {
  applications,
  auditEntries,
  consents,
  credentials,
  memberships,
  organisationCodes,
  profileAssignments,
  secrets,
  subscriptions,
} from '#database/tables.ts';

/**
 * The audit entries that concern an organisation: on itself, its codes and members, and on what belongs to its
 * applications, deleted ones too. Written as one list of subject ids, so that the index on them is used.
 */
export function concerning(organisationId: string): SQL {
  const own = sql`(select ${applications.id} from ${applications} where ${applications.organisationId} = ${organisationId})`;
  const ownCredentials = sql`(select ${credentials.id} from ${credentials} where ${credentials.applicationId} in ${own})`;
  return sql`(${auditEntries.subjectType}, ${auditEntries.subjectId}) in (
    select 'organisation', ${organisationId}::text
    union all select 'organisation_code', ${organisationCodes.id}::text from ${organisationCodes}
      where ${organisationCodes.organisationId} = ${organisationId}
    union all select 'membership', ${memberships.accountId} || '/' || ${memberships.organisationId} from ${memberships}
      where ${memberships.organisationId} = ${organisationId}
    union all select 'application', id::text from ${own} as own
    union all select 'credential', id::text from ${ownCredentials} as own
    union all select 'secret', ${secrets.id}::text from ${secrets} where ${secrets.credentialId} in ${ownCredentials}
    union all select 'subscription', ${subscriptions.id}::text from ${subscriptions}
      where ${subscriptions.applicationId} in ${own}
    union all select 'consent', ${consents.id}::text from ${consents} where ${consents.applicationId} in ${own}
    union all select 'profile_assignment', ${profileAssignments.applicationId} || '/' || ${profileAssignments.profileId}
      from ${profileAssignments} where ${profileAssignments.applicationId} in ${own}
  )`;
}
