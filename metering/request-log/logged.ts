/** Entries of the request log with the names of what they concern, as operations give them. */
import { sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import type { Transaction } from '#database/database.ts';
import { apis, applications, organisations, providers } from '#database/tables.ts';
import { logEntrySchema } from '#metering/request-log/entry.ts';
import { apiReference } from '#registry/catalogue/apis.ts';
import { localisedSchema } from '#registry/catalogue/schema.ts';

const {
  atMs: _atMs,
  applicationId: _applicationId,
  apiId: _apiId,
  providerId: _providerId,
  ...kept
} = logEntrySchema.shape;

export const loggedSchema = z.object({
  ...kept,
  at: z.iso.datetime().describe('When its head was complete.'),
  application: z
    .object({ id: z.string(), name: z.string().nullable(), organisation: z.string().nullable() })
    .nullable()
    .describe('Null: nobody was recognised. Names are null where it does not exist any more.'),
  api: z
    .object({ id: z.string(), reference: z.string().nullable(), name: localisedSchema.nullable() })
    .nullable()
    .describe('Null: no API has the address.'),
});
export type Logged = z.infer<typeof loggedSchema>;

type LoggedRow = Omit<Logged, 'at' | 'application' | 'api'> & {
  readonly atMs: number;
  readonly applicationId: string | null;
  readonly applicationName: string | null;
  readonly organisationName: string | null;
  readonly apiId: string | null;
  readonly apiReference: string | null;
  readonly apiNameFr: string | null;
  readonly apiNameEn: string | null;
};

/** Reads the entries that `found` selects from `metering.requests`, newest first. */
export async function readLogged(tx: Transaction, found: SQL): Promise<Logged[]> {
  const { rows } = await tx.execute<LoggedRow>(sql`
    select found.id, (extract(epoch from at) * 1000)::float8 as "atMs", found.environment, method, operation,
           found.status, outcome, reason, request_bytes::float8 as "requestBytes", answer_bytes::float8 as "answerBytes",
           total_us::float8 as "totalUs", upstream_us::float8 as "upstreamUs", weight, trace_id as "traceId",
           found.application_id as "applicationId", ${applications.name} as "applicationName",
           ${organisations.name} as "organisationName", found.api_id as "apiId",
           case when ${apis.id} is not null then ${apiReference} end as "apiReference",
           ${apis.nameFr} as "apiNameFr", ${apis.nameEn} as "apiNameEn"
      from (${found}) as found
      left join ${applications} on ${applications.id} = found.application_id
      left join ${organisations} on ${organisations.id} = ${applications.organisationId}
      left join ${apis} on ${apis.id} = found.api_id
      left join ${providers} on ${providers.id} = ${apis.providerId}
     order by at desc, found.id desc`);
  return rows.map(present);
}

function present(row: LoggedRow): Logged {
  const { atMs, applicationId, applicationName, organisationName, ...others } = row;
  const { apiId, apiReference: reference, apiNameFr, apiNameEn, ...same } = others;
  const name = apiNameFr === null || apiNameEn === null ? null : { fr: apiNameFr, en: apiNameEn };
  return {
    ...same,
    at: new Date(atMs).toISOString(),
    application:
      applicationId === null ? null : { id: applicationId, name: applicationName, organisation: organisationName },
    api: apiId === null ? null : { id: apiId, reference, name },
  };
}
