/** A report of usage with the names of the APIs and applications in it, so that whoever shows it needs ask nothing more. */
import { eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import type { Transaction } from '#database/database.ts';
import { apis, applications, organisations, providers } from '#database/tables.ts';
import { figuresSchema, usageReportSchema, type UsageReport } from '#metering/usage/question.ts';
import { apiReference } from '#registry/catalogue/apis.ts';

const calledApiSchema = z.object({
  reference: z.string().describe('`provider/slug@version`'),
  name: z.object({ en: z.string(), fr: z.string() }),
});
const callingApplicationSchema = z.object({
  name: z.string(),
  environment: z.enum(['sandbox', 'production']),
  organisation: z.object({ slug: z.string(), name: z.string() }),
});

export const namedReportSchema = usageReportSchema.extend({
  byApi: z
    .array(figuresSchema.extend({ apiId: z.string().nullable(), api: calledApiSchema.nullable() }))
    .describe('Those with the most calls; without an id: addresses that no API has.'),
  byApplication: z
    .array(
      figuresSchema.extend({ applicationId: z.string().nullable(), application: callingApplicationSchema.nullable() }),
    )
    .describe('Those with the most calls; without an id: nobody was recognised.'),
});
export type NamedReport = z.infer<typeof namedReportSchema>;

/** Puts the names into `report`; null for what is gone. */
export async function nameReport(tx: Transaction, report: UsageReport): Promise<NamedReport> {
  const byId = await readApis(
    tx,
    report.byApi.flatMap(({ apiId }) => apiId ?? []),
  );
  const callers = await readApplications(
    tx,
    report.byApplication.flatMap(({ applicationId }) => applicationId ?? []),
  );
  return {
    ...report,
    byApi: report.byApi.map((row) => ({ ...row, api: byId.get(row.apiId ?? '') ?? null })),
    byApplication: report.byApplication.map((row) => ({
      ...row,
      application: callers.get(row.applicationId ?? '') ?? null,
    })),
  };
}

async function readApis(tx: Transaction, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, z.infer<typeof calledApiSchema>>();
  const rows = await tx
    .select({ id: apis.id, reference: apiReference, en: apis.nameEn, fr: apis.nameFr })
    .from(apis)
    .innerJoin(providers, eq(providers.id, apis.providerId))
    .where(inArray(apis.id, [...ids]));
  return new Map(rows.map(({ id, reference, en, fr }) => [id, { reference, name: { en, fr } }]));
}

async function readApplications(tx: Transaction, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, z.infer<typeof callingApplicationSchema>>();
  const rows = await tx
    .select({
      id: applications.id,
      name: applications.name,
      environment: applications.environment,
      organisation: { slug: organisations.slug, name: organisations.name },
    })
    .from(applications)
    .innerJoin(organisations, eq(organisations.id, applications.organisationId))
    .where(inArray(applications.id, [...ids]));
  return new Map(rows.map(({ id, ...application }) => [id, application]));
}
